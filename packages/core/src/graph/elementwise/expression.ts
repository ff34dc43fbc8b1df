import type { Constant } from './constant.js';
import type { ScalarFunction } from './scalar-functions.js';

/** One elementwise operation: a function of values, which are named by an id, and of constants. */
export interface ElementwiseStep {
  readonly function: ScalarFunction;
  /** The ids of values of the output's shape, and constants that broadcast to it. */
  readonly inputs: readonly (number | Constant)[];
}

/** The elementwise operation that computes a value; undefined if something else does. */
export type StepOf = (id: number) => ElementwiseStep | undefined;

/** Several elementwise operations that together compute one value from one other value. */
export interface Region {
  readonly source: number;
  readonly output: number;
  /** In the order in which they are computed, by the ids of their results. */
  readonly steps: ReadonlyMap<number, ElementwiseStep>;
}

/** The largest number of operations in a region. Known activations need up to about a dozen. */
const MOST_STEPS = 24;

/**
 * The regions that end at a value, from the smallest to the largest. Ids must increase from inputs to outputs.
 */
export function regionsAt(output: number, stepOf: StepOf): Region[] {
  const regions: Region[] = [];
  const steps = new Map<number, ElementwiseStep>();
  const open = new Set([output]);
  while (steps.size < MOST_STEPS) {
    // The last value of all can only depend on the others, so it is opened first.
    const last = [...open].reduce((most, id) => Math.max(most, id));
    const step = stepOf(last);
    if (step === undefined) break;
    open.delete(last);
    steps.set(last, step);
    for (const input of step.inputs) if (typeof input === 'number') open.add(input);
    const [source, ...others] = open;
    if (source === undefined) break;
    if (others.length === 0) {
      regions.push({ source, output, steps: new Map([...steps].reverse()) });
    }
  }
  return regions;
}
