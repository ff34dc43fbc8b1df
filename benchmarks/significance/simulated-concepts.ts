import { keyedNormal } from '@csm/base';
import type { ConceptExamples } from '@csm/evaluate';
import ndarray from 'ndarray';

/** A kind of examples, drawn anew for each seed. */
export interface SimulatedConcept {
  readonly name: string;
  /** `null`: nothing differs between positives and negatives but what the test must not find. */
  readonly kind: 'null' | 'power';
  readonly make: (seed: number) => ConceptExamples;
  /** Share of the simulations that are made, because some are slow. Default 1. */
  readonly share?: number;
}

/** Normal latents. */
function latents(
  random: () => number,
  [count, size]: readonly [number, number],
  { spread = 1, value = (normal: number, _row: number, _column: number) => normal } = {},
) {
  const numbers = Float32Array.from({ length: count * size }, (_, i) =>
    value(spread * random(), Math.floor(i / size), i % size),
  );
  return ndarray(numbers, [count, size]);
}

const exchangeable =
  (n: number, m: number, size: number, spread = 1) =>
  (seed: number) => {
    const random = keyedNormal('simulation', 'exchangeable', n, m, size, spread, seed);
    return { positives: latents(random, [n, size], { spread }), negatives: latents(random, [m, size]) };
  };

/** People with five pictures each, whose pictures differ less than people do. */
const people = (count: number, size: number) => (seed: number) => {
  const random = keyedNormal('simulation', 'people', count, size, seed);
  const side = (from: number) => {
    const persons = Array.from({ length: count * size }, random);
    const value = (normal: number, row: number, column: number) =>
      normal / 2 + (persons[Math.floor(row / 5) * size + column] ?? 0);
    const ids = Array.from({ length: 5 * count }, (_, row) => from + Math.floor(row / 5));
    return { drawn: latents(random, [5 * count, size], { value }), ids };
  };
  const [up, down] = [side(0), side(count)];
  return {
    positives: up.drawn,
    negatives: down.drawn,
    positiveGroups: up.ids,
    negativeGroups: down.ids,
  };
};

/** People who appear with and without the concept, five pictures each. */
const pairedPeople = (count: number, size: number) => (seed: number) => {
  const { positives, positiveGroups } = people(2 * count, size)(seed);
  // The second half of the pictures of one side shows the same people as the first half.
  const half = 5 * count;
  const [odd, even] = [0, 1].map((rest) => Array.from({ length: half }, (_, i) => 2 * i + rest));
  const pick = (rows: readonly number[] = []) =>
    ndarray(
      Float32Array.from({ length: half * size }, (_, i) =>
        positives.get(rows[Math.floor(i / size)] ?? 0, i % size),
      ),
      [half, size],
    );
  const groups = (rows: readonly number[] = []) => rows.map((row) => positiveGroups[row] ?? 0);
  return {
    positives: pick(odd),
    negatives: pick(even),
    positiveGroups: groups(odd),
    negativeGroups: groups(even),
  };
};

/** A confounder that shifts the latents by two standard deviations, and has 80 % of the positives and 20 % of the negatives. */
const confounded = (seed: number) => {
  const random = keyedNormal('simulation', 'confounded', seed);
  const side = (share: number) => {
    const strata = Array.from({ length: 40 }, (_, i) => (i < 40 * share ? 'hat' : 'none'));
    const value = (normal: number, row: number) => normal + (strata[row] === 'hat' ? 2 : 0);
    return { drawn: latents(random, [40, 8], { value }), strata };
  };
  const [up, down] = [side(0.8), side(0.2)];
  return {
    positives: up.drawn,
    negatives: down.drawn,
    positiveStrata: up.strata,
    negativeStrata: down.strata,
  };
};

/** Two standard deviations in one dimension, next to one that is ten times as wide. */
const nextToWide = (n: number, m: number, size: number) => (seed: number) => {
  const random = keyedNormal('simulation', 'next to wide', n, m, size, seed);
  const value = (shift: number) => (normal: number, _: number, column: number) =>
    column === 0 ? 10 * normal : normal + (column === 1 ? shift : 0);
  return {
    positives: latents(random, [n, size], { value: value(2) }),
    negatives: latents(random, [m, size], { value: value(0) }),
  };
};

/** Two standard deviations in the first of many dimensions. */
const inOneDimension = (n: number, m: number, size: number) => (seed: number) => {
  const random = keyedNormal('simulation', 'in one dimension', n, m, size, seed);
  const shifted = (normal: number, _: number, column: number) => normal + (column === 0 ? 2 : 0);
  return {
    positives: latents(random, [n, size], { value: shifted }),
    negatives: latents(random, [m, size]),
  };
};

/** What is simulated, in the order of the table. */
export const concepts: readonly SimulatedConcept[] = [
  { kind: 'null', name: 'exchangeable, 20 and 30, 8 numbers', make: exchangeable(20, 30, 8) },
  { kind: 'null', name: 'exchangeable, 10 and 150, 64 numbers', make: exchangeable(10, 150, 64) },
  {
    kind: 'null',
    name: 'exchangeable, 20 and 20, 2,000 numbers',
    make: exchangeable(20, 20, 2000),
    share: 0.1,
  },
  { kind: 'null', name: 'spreads 3 (10) and 1 (150), 2 numbers', make: exchangeable(10, 150, 2, 3) },
  { kind: 'null', name: 'spreads 3 (10) and 1 (150), 8 numbers', make: exchangeable(10, 150, 8, 3) },
  { kind: 'null', name: 'spreads 3 (10) and 1 (150), 128 numbers', make: exchangeable(10, 150, 128, 3) },
  { kind: 'null', name: 'spreads 1/3 (20) and 1 (100), 64 numbers', make: exchangeable(20, 100, 64, 1 / 3) },
  // Of 70 labellings, 2 have the same statistic: the largest level of at most .05 is .029.
  { kind: 'null', name: 'people: 4 and 4, 5 pictures each, 8 numbers (at most .029)', make: people(4, 8) },
  { kind: 'null', name: 'people: 6 and 6, 5 pictures each, 8 numbers', make: people(6, 8) },
  { kind: 'null', name: 'people: 10 and 10, 5 pictures each, 32 numbers', make: people(10, 32) },
  { kind: 'null', name: 'people: 8 with both labels, 8 numbers', make: pairedPeople(4, 8) },
  { kind: 'null', name: 'confounder in 80 % and 20 %, 8 numbers', make: confounded },
  {
    kind: 'power',
    name: '2 sd next to a wide dimension, 20 and 20, 8 numbers',
    make: nextToWide(20, 20, 8),
    share: 0.25,
  },
  {
    kind: 'power',
    name: '2 sd next to a wide dimension, 10 and 150, 8 numbers',
    make: nextToWide(10, 150, 8),
    share: 0.25,
  },
  {
    kind: 'power',
    name: '2 sd next to a wide dimension, 50 and 50, 128 numbers',
    make: nextToWide(50, 50, 128),
    share: 0.25,
  },
  { kind: 'power', name: '2 sd in one of 64 numbers, 20 and 20', make: inOneDimension(20, 20, 64) },
];
