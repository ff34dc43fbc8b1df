import type { Graph } from '@csm/core/extend';
import { functionOf } from './functions.js';
import type { Step } from './network.js';

/** A difference that stands for 0 where a derivative is taken. */
const STEP = 1e-6;

/**
 * DeepLIFT's rescale rule for one sample, from the formulas of Shrikumar et al. 2017 (arXiv 1704.02685), Lundberg & Lee 2017 (products) and
 * Captum (max pooling).
 *
 * @param steps of the sample.
 * @param start the steps of the baseline.
 */
export function float64DeepLift(
  graph: Graph,
  steps: readonly Step[],
  start: readonly Step[],
  direction: readonly number[],
): Float64Array {
  const multipliers = steps.map(({ output }) => new Float64Array(output.length));
  const give = (id: number, i: number, amount: number) => {
    multipliers[id]![i]! += amount;
  };
  for (const [i, weight] of direction.entries()) give(graph.output, i, weight);
  for (const { node, taken, output, sums, routes } of [...steps].reverse()) {
    const own = multipliers[node.id]!;
    const before = start[node.id]!;
    const f = functionOf(node.operation);
    const [first = 0, second = 0] = node.inputs;
    if (node.operation.kind === 'maxPool') {
      // The winner of the sample gets M − y₀ and that of the baseline y − M, as shares of their own differences.
      const share = (i: number, input: number, amount: number) => {
        const difference = taken[0]![input]! - before.taken[0]![input]!;
        if (difference !== 0) give(first, input, (own[i]! * amount) / difference);
      };
      const most = output.map((value, i) => Math.max(value, before.output[i]!));
      sums?.each((i, _, input) => share(i, input, most[i]! - before.output[i]!));
      before.sums?.each((i, _, input) => share(i, input, output[i]! - most[i]!));
    } else if (sums) {
      sums.each((i, from, input, weight) => give(node.inputs[from]!, input, weight * own[i]!));
    } else if (routes) {
      for (const [i, [from, input]] of routes.entries()) give(node.inputs[from]!, input, own[i]!);
    } else if (node.operation.kind === 'multiply') {
      const [a, b] = [taken[0]!, taken[1]!];
      const [a0, b0] = [before.taken[0]!, before.taken[1]!];
      for (const [i, value] of own.entries()) {
        const [k, l] = [i % a.length, i % b.length];
        give(first, k, (value * (b[l]! + b0[l]!)) / 2);
        give(second, l, (value * (a[k]! + a0[k]!)) / 2);
      }
    } else if (f) {
      for (const [i, value] of own.entries()) {
        const [z, z0] = [taken[0]![i]!, before.taken[0]![i]!];
        const slope =
          z === z0 ? (f(z + STEP) - f(z - STEP)) / (2 * STEP) : (output[i]! - before.output[i]!) / (z - z0);
        give(first, i, value * slope);
      }
    }
  }
  return multipliers[graph.input]!.map(
    (value, i) => value * (steps[graph.input]!.output[i]! - start[graph.input]!.output[i]!),
  );
}
