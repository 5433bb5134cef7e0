import { RandomState } from '../../stats/mersenne-twister-numpy.ts';
import { PythonRandom } from '../../stats/mersenne-twister-python.ts';
import { hoursToMicros } from './python-values.ts';
import { LOWERCASE, randomAddress, type UserBase } from './user-base.ts';

/** Most attempts before an account is locked. */
const ATTEMPTS_BEFORE_LOCKOUT = 3;
const SECOND = 1_000_000;
const HOUR = 3600 * SECOND;

export type FailureReason = 'error_account_locked' | 'error_wrong_username' | 'error_wrong_password';

/** One line of the log; times in microseconds since 1970. */
export interface LoginAttempt {
  readonly time: number;
  readonly address: string;
  readonly user: string;
  /** Null for a success. */
  readonly reason: FailureReason | null;
  /** Position of the attack in the list of attacks, -1 for a valid user. */
  readonly attack: number;
}

export interface LoginAttack {
  readonly start: number;
  readonly end: number;
  /** The attacker's first address; never seen in the log when addresses vary. */
  readonly address: string;
  /** How many accounts it tried. */
  readonly users: number;
}

export interface LoginSettings {
  readonly users: UserBase;
  readonly seed: number;
  readonly start: number;
  readonly end: number;
  readonly attackProbability: number;
  readonly tryAllUsersProbability: number;
  readonly varyAddresses: boolean;
  readonly attackerSuccess: readonly number[];
  readonly validUserSuccess: readonly number[];
}

/**
 * The lab's login simulation (package login_attempt_simulator, second edition):
 * the same random calls in the same order on the same two generators.
 */
export class LoginSimulation {
  readonly attempts: LoginAttempt[] = [];
  readonly attacks: LoginAttack[] = [];
  readonly #settings: LoginSettings;
  readonly #python: PythonRandom;
  readonly #numpy: RandomState;
  /** An attack on all users shuffles this very list, and it stays shuffled. */
  readonly #names: string[];
  readonly #locked: string[] = [];

  /** @throws UsageError when the seed lies outside 0..2^32-1 */
  constructor(settings: LoginSettings) {
    this.#settings = settings;
    this.#python = new PythonRandom(settings.seed);
    this.#numpy = new RandomState(settings.seed);
    this.#names = [...settings.users.keys()];
  }

  /** Simulates every hour of the period, the one that begins at its end included. */
  run(): void {
    const { start, end, attackProbability } = this.#settings;
    const hours = Math.floor((end - start) / SECOND / 60 / 60);
    for (let offset = 0; offset <= hours; offset += 1) {
      const hour = start + offset * HOUR;
      if (this.#python.random() < attackProbability) this.#attack(hour);
      this.#validUsers(hour);
    }
  }

  #attack(hour: number): void {
    const { tryAllUsersProbability, varyAddresses, attackerSuccess } = this.#settings;
    const python = this.#python;
    const start = hour + hoursToMicros(python.random());
    const targets =
      python.random() < tryAllUsersProbability
        ? this.#names
        : python.sample(this.#names, python.randint(0, this.#names.length));
    const address = randomAddress(python);
    python.shuffle(targets);
    let when = start;
    for (const user of targets) {
      const source = varyAddresses ? randomAddress(python) : address;
      when = this.#logIn(when, source, user, python.gauss(0.35, 0.5), attackerSuccess, this.attacks.length);
    }
    this.attacks.push({ start, end: when, address, users: targets.length });
  }

  #validUsers(hour: number): void {
    const python = this.#python;
    const rate = this.#arrivalRate(hour);
    const arrivals = this.#numpy.poisson(rate);
    const waits = this.#numpy.exponential(1 / rate, arrivals);
    const user = python.choice(this.#names);
    const addresses = this.#settings.users.get(user) as readonly string[];
    // The lab draws an address here and never uses it; the draw must happen all the same.
    python.choice(addresses);
    let current = hour;
    for (const wait of waits) {
      current += hoursToMicros(wait);
      const source = python.choice(addresses);
      const accuracy = python.gauss(1.01, 0.01);
      current = this.#logIn(current, source, user, accuracy, this.#settings.validUserSuccess, -1);
    }
  }

  /** Arrivals per hour, by day of the week and hour; on work days the lab's hour test is always true. */
  #arrivalRate(hour: number): number {
    const date = new Date(hour / 1000);
    const day = date.getUTCDay();
    const clock = date.getUTCHours();
    if (day >= 1 && day <= 5) return this.#python.triangular(1.5, 5, 2.75);
    return clock < 5 || clock >= 11 ? this.#python.uniform(0, 5) : this.#python.uniform(1.5, 4.25);
  }

  /** One actor's tries at one account; returns the time after them. */
  #logIn(
    when: number,
    address: string,
    account: string,
    accuracy: number,
    chances: readonly number[],
    attack: number,
  ): number {
    const python = this.#python;
    let user = python.random() > accuracy ? this.#distort(account) : account;
    const record = (time: number, reason: FailureReason | null): void => {
      this.attempts.push({ time, address, user, reason, attack });
    };
    if (this.#locked.includes(user)) {
      record(when, 'error_account_locked');
      if (python.random() >= 0.5) this.#locked.splice(this.#locked.indexOf(user), 1);
      return when;
    }
    let current = when;
    for (const chance of chances.slice(0, ATTEMPTS_BEFORE_LOCKOUT)) {
      current += SECOND;
      if (!this.#settings.users.has(user)) {
        record(current, 'error_wrong_username');
        if (python.random() <= accuracy) user = account;
      } else if (python.random() <= chance) {
        record(current, null);
        return current;
      } else {
        record(current, 'error_wrong_password');
      }
    }
    if (chances.length >= ATTEMPTS_BEFORE_LOCKOUT && this.#settings.users.has(user)) this.#locked.push(user);
    return current;
  }

  /** Leaves a letter out or replaces it, perhaps by itself. */
  #distort(user: string): string {
    const letters = [...user];
    const position = this.#python.randint(0, letters.length - 1);
    if (this.#python.random() < 0.5) letters.splice(position, 1);
    else letters[position] = this.#python.choice(LOWERCASE);
    return letters.join('');
  }
}
