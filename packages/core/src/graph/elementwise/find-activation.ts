import type { Activation } from '../operations/activation.js';
import { functionsOfRegion, type RegionFunctions } from './evaluate-region.js';
import { regionsAt, type StepOf } from './expression.js';
import { type Candidate, candidatesFor, leaky } from './known-activations.js';

/** An activation that several operations compute together, and the id of its input. */
export interface FoundActivation {
  readonly source: number;
  readonly activation: Activation;
  /** The number of operations. */
  readonly steps: number;
}

/** Where functions are compared, in addition to their kinks. */
const POINTS = [
  0, 1e-3, 0.01, 0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.25, 2.75, 3, 3.5, 4, 5, 5.5, 6, 6.5, 8, 12, 20, 60,
].flatMap((x) => [x, -x]);

/** For functions of many elements, after the first. */
const FEW_POINTS = [-20, -3, -1, -0.1, 0.1, 1, 3, 20];

/** From this number of elements, few points are compared. */
const MANY_ELEMENTS = 4096;

/**
 * Finds out whether an activation that rules know computes a value from an earlier one, in several operations: `min(max(x, 0), 6)` is ReLU6.
 * The operations' names and order do not matter: the function that they compute in float64 is compared with each activation, at many points
 * and around the constants. Of several regions, the largest is taken.
 * @param rank of the values, with the batch axis.
 * @category Graphs and operations
 */
export function findActivation(output: number, stepOf: StepOf, rank: number): FoundActivation | undefined {
  const regions = regionsAt(output, stepOf);
  // A copy of an activation is not another one.
  const last = regions[0] && functionsOfRegion(regions[0], rank);
  if (last && elementsAgree(last, () => IDENTITY)) return undefined;
  for (const region of regions.reverse()) {
    const functions = functionsOfRegion(region, rank);
    const activation = functions && activationOf(functions);
    if (activation) return { source: region.source, activation, steps: region.steps.size };
  }
  return undefined;
}

function activationOf(functions: RegionFunctions): Activation | undefined {
  const first = (x: number) => functions.evaluate(0, x);
  const points = pointsOf(functions, 0);
  const found = candidatesFor(first, functions.constantsOf(0)).find((candidate) =>
    agrees(candidate, first, points),
  );
  if (found !== undefined && elementsAgree(functions, () => found)) return found.activation;
  if (functions.count === 1) return undefined;
  const alphas = Float32Array.from({ length: functions.count }, (_, i) => 0 - functions.evaluate(i, -1));
  if (!elementsAgree(functions, (element) => leaky(alphas[element] ?? 0))) return undefined;
  return { kind: 'activation', activation: 'prelu', alpha: { values: alphas, shape: functions.shape } };
}

const IDENTITY: Candidate = {
  activation: { kind: 'activation', activation: 'linear' },
  function: (x) => x,
};

/** Whether each element's function is the candidate for it. */
function elementsAgree(functions: RegionFunctions, candidateFor: (element: number) => Candidate): boolean {
  for (let element = 0; element < functions.count; element++) {
    const points = element > 0 && functions.count > MANY_ELEMENTS ? FEW_POINTS : pointsOf(functions, element);
    const own = (x: number) => functions.evaluate(element, x);
    if (!agrees(candidateFor(element), own, points)) return false;
  }
  return true;
}

function agrees(candidate: Candidate, own: (x: number) => number, points: readonly number[]): boolean {
  return points.every((x) => isClose(own(x), candidate.function(x), x));
}

/**
 * The constants of a model have float32's precision. At 0 the numbers must be the same: `max(x, 1e-12)` keeps a divisor away
 * from 0, and is not a ReLU.
 */
function isClose(a: number, b: number, x: number): boolean {
  return Math.abs(a - b) <= 1e-5 * Math.abs(x) + 1e-6 * Math.abs(b);
}

function pointsOf(functions: RegionFunctions, element: number): number[] {
  const around = functions.constantsOf(element).flatMap((c) => [c, -c, c / 2]);
  return [...POINTS, ...around.filter((x) => Math.abs(x) < 1e6).flatMap((x) => [x - 0.05, x, x + 0.05])];
}
