/**
 * The order in which numpy 1.24 and older sorts numbers with kind='quicksort'
 * (argsort): introsort, not stable, so equal keys come out in an order of its
 * own. pandas' sort_values uses it by default. Algorithm after numpy's
 * npysort/quicksort and npysort/heapsort.
 */
export const numpyArgsort = (keys: ArrayLike<number>): number[] => {
  const order = Array.from({ length: keys.length }, (_, index) => index);
  if (order.length > 1) new Sorter(keys, order).sort();
  return order;
};

/** Parts up to this many elements beyond the first are sorted by insertion. */
const SMALL = 15;

interface Part {
  readonly low: number;
  readonly high: number;
  readonly depth: number;
}

class Sorter {
  readonly #keys: ArrayLike<number>;
  readonly #order: number[];
  readonly #waiting: Part[] = [];

  constructor(keys: ArrayLike<number>, order: number[]) {
    this.#keys = keys;
    this.#order = order;
  }

  sort(): void {
    const last = this.#order.length - 1;
    const depth = 2 * (31 - Math.clz32(this.#order.length));
    let part: Part | undefined = { low: 0, high: last, depth };
    for (; part !== undefined; part = this.#waiting.pop()) {
      if (part.depth < 0) this.#heapSort(part.low, part.high);
      else this.#insertionSort(this.#splitDown(part));
    }
  }

  /** Splits until the part is small; the larger side of each split waits. */
  #splitDown({ low, high, depth }: Part): { low: number; high: number } {
    let [from, to, left] = [low, high, depth];
    while (to - from > SMALL) {
      const middle = this.#partition(from, to);
      left -= 1;
      if (middle - from < to - middle) {
        this.#waiting.push({ low: middle + 1, high: to, depth: left });
        to = middle - 1;
      } else {
        this.#waiting.push({ low: from, high: middle - 1, depth: left });
        from = middle + 1;
      }
    }
    return { low: from, high: to };
  }

  /** Median of three, then Hoare's exchange; the pivot's final position. */
  #partition(low: number, high: number): number {
    const middle = low + ((high - low) >> 1);
    if (this.#keyAt(middle) < this.#keyAt(low)) this.#swap(middle, low);
    if (this.#keyAt(high) < this.#keyAt(middle)) this.#swap(high, middle);
    if (this.#keyAt(middle) < this.#keyAt(low)) this.#swap(middle, low);
    const pivot = this.#keyAt(middle);
    let left = low;
    let right = high - 1;
    this.#swap(middle, right);
    for (;;) {
      do left += 1;
      while (this.#keyAt(left) < pivot);
      do right -= 1;
      while (pivot < this.#keyAt(right));
      if (left >= right) break;
      this.#swap(left, right);
    }
    this.#swap(left, high - 1);
    return left;
  }

  #insertionSort({ low, high }: { low: number; high: number }): void {
    for (let index = low + 1; index <= high; index += 1) {
      const moving = this.#order[index] as number;
      const key = this.#keys[moving] as number;
      let hole = index;
      for (; hole > low && key < this.#keyAt(hole - 1); hole -= 1) {
        this.#order[hole] = this.#order[hole - 1] as number;
      }
      this.#order[hole] = moving;
    }
  }

  #heapSort(low: number, high: number): void {
    const count = high - low + 1;
    for (let node = count >> 1; node > 0; node -= 1) {
      this.#sink(low, node, count, this.#order[low + node - 1] as number);
    }
    for (let size = count; size > 1; size -= 1) {
      const moving = this.#order[low + size - 1] as number;
      this.#order[low + size - 1] = this.#order[low] as number;
      this.#sink(low, 1, size - 1, moving);
    }
  }

  /** Lets an element sink from a node (counted from 1) of the heap that begins at `low`. */
  #sink(low: number, node: number, size: number, moving: number): void {
    const at = (position: number): number => low + position - 1;
    let hole = node;
    for (let child = hole * 2; child <= size; child = hole * 2) {
      if (child < size && this.#keyAt(at(child)) < this.#keyAt(at(child + 1))) child += 1;
      if (!((this.#keys[moving] as number) < this.#keyAt(at(child)))) break;
      this.#order[at(hole)] = this.#order[at(child)] as number;
      hole = child;
    }
    this.#order[at(hole)] = moving;
  }

  #keyAt(position: number): number {
    return this.#keys[this.#order[position] as number] as number;
  }

  #swap(first: number, second: number): void {
    const order = this.#order;
    const kept = order[first] as number;
    order[first] = order[second] as number;
    order[second] = kept;
  }
}
