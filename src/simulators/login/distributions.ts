/** One of the distributions that the login simulator draws from, as points to look at. */
export interface DrawnDistribution {
  /** What is drawn from it. */
  readonly title: string;
  /** Its name with parameters, as textbooks write it. */
  readonly name: string;
  /** What the horizontal axis counts. */
  readonly unit: string;
  /** A density over numbers, or the probability of each whole number. */
  readonly kind: 'density' | 'mass';
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const STEPS = 240;

const density = (low: number, high: number, at: (x: number) => number): DrawnDistribution['points'] =>
  Array.from({ length: STEPS + 1 }, (_, index) => {
    const x = low + ((high - low) * index) / STEPS;
    return { x, y: at(x) };
  });

/** Density of the uniform distribution on low..high. */
export const uniformDensity = (low: number, high: number) => (x: number) =>
  x < low || x > high ? 0 : 1 / (high - low);

/** Density of the triangular distribution on low..high with its peak at mode. */
export const triangularDensity = (low: number, high: number, mode: number) => (x: number) => {
  if (x < low || x > high) return 0;
  const height = 2 / (high - low);
  return x < mode ? (height * (x - low)) / (mode - low) : (height * (high - x)) / (high - mode);
};

/** Density of the normal distribution. */
export const normalDensity = (mean: number, deviation: number) => (x: number) =>
  Math.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI));

/** Density of the exponential distribution with this rate (1 / mean). */
export const exponentialDensity = (rate: number) => (x: number) => (x < 0 ? 0 : rate * Math.exp(-rate * x));

/** Probability of a whole number under the Poisson distribution with this mean. */
export const poissonMass = (mean: number) => (count: number) => {
  let mass = Math.exp(-mean);
  for (let index = 1; index <= count; index += 1) mass *= mean / index;
  return mass;
};

/** A usual hour's rate, to show what follows from it: the likeliest rate on weekdays. */
const RATE = 2.75;

/**
 * What the login simulator draws from (the lab's figure 8.2): rates of arrivals by hour,
 * the arrivals and waits that follow from a rate, and how near a typed name is to a real one.
 */
export const loginDistributions = (): readonly DrawnDistribution[] => [
  {
    title: 'Rate of arrivals on weekdays',
    name: 'triangular(1.5, 5, mode 2.75)',
    ...{ unit: 'users an hour', kind: 'density', points: density(1, 5.5, triangularDensity(1.5, 5, 2.75)) },
  },
  {
    title: 'Rate of arrivals at the weekend from 11 to 5',
    name: 'uniform(0, 5)',
    ...{ unit: 'users an hour', kind: 'density', points: density(-0.5, 5.5, uniformDensity(0, 5)) },
  },
  {
    title: 'Rate of arrivals at the weekend from 5 to 11',
    name: 'uniform(1.5, 4.25)',
    ...{ unit: 'users an hour', kind: 'density', points: density(-0.5, 5.5, uniformDensity(1.5, 4.25)) },
  },
  {
    title: 'Wait between arrivals, at a rate of 2.75',
    name: 'exponential(1 / 2.75)',
    ...{ unit: 'hours', kind: 'density', points: density(0, 2, exponentialDensity(RATE)) },
  },
  {
    title: 'How near a user types the name',
    name: 'normal(1.01, 0.01)',
    ...{ unit: 'accuracy', kind: 'density', points: density(0.96, 1.06, normalDensity(1.01, 0.01)) },
  },
  {
    title: 'How near an attacker guesses the name',
    name: 'normal(0.35, 0.5)',
    ...{ unit: 'accuracy', kind: 'density', points: density(-1.5, 2.2, normalDensity(0.35, 0.5)) },
  },
  {
    title: 'Arrivals in an hour, at a rate of 2.75',
    name: 'Poisson(2.75)',
    unit: 'users',
    kind: 'mass',
    points: Array.from({ length: 11 }, (_, x) => ({ x, y: poissonMass(RATE)(x) })),
  },
];
