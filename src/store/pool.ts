/** A fixed number of things that are lent to one piece of work at a time and made when they are first needed. */
export class Pool<Item> {
  readonly #make: () => Promise<Item>;
  readonly #places: number;
  readonly #made: Item[] = [];
  readonly #free: Item[] = [];
  readonly #waiting: (() => void)[] = [];
  #lent = 0;

  constructor(places: number, make: () => Promise<Item>) {
    this.#places = places;
    this.#make = make;
  }

  /** All that were made so far, lent or not. */
  get items(): readonly Item[] {
    return this.#made;
  }

  /** Runs work with one of the things; waits in line where all are lent. */
  async use<Result>(work: (item: Item) => Promise<Result>): Promise<Result> {
    if (this.#lent >= this.#places) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#lent += 1;
    let item: Item | undefined;
    try {
      item = this.#free.pop() ?? (await this.#another());
      return await work(item);
    } finally {
      if (item !== undefined) this.#free.push(item);
      const next = this.#waiting.shift();
      // Whoever comes next takes over the place.
      if (next === undefined) this.#lent -= 1;
      else next();
    }
  }

  async #another(): Promise<Item> {
    const item = await this.#make();
    this.#made.push(item);
    return item;
  }
}
