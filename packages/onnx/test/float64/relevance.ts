import type { Graph } from '@csm/core/extend';
import { exact, type Rounding, type Step } from './network.js';

/**
 * ε-LRP of one sample, from the formula of Bach et al. 2015 (PLoS ONE 10(7): e0130140): at a sum y = Σ w a + b, the input a gets
 * Σ a w R / (y + ε sgn y) over the outputs that it is part of. Functions of one number and copies pass relevance on; in a product with a
 * gate, the first factor gets all of it.
 *
 * @param seed the relevance of the latent.
 */
export function float64Relevance(
  graph: Graph,
  steps: readonly Step[],
  seed: ArrayLike<number>,
  { epsilon, rounding = exact }: { epsilon: number; rounding?: Rounding },
): Float64Array {
  const relevances = steps.map(({ output }) => new Float64Array(output.length));
  const magnitudes = relevances.map((each) => each.slice());
  const give = (id: number, i: number, amount: number) => {
    relevances[id]![i]! += amount;
    magnitudes[id]![i]! += Math.abs(amount);
  };
  for (let i = 0; i < seed.length; i++) give(graph.output, i, seed[i]!);
  for (const { node, taken, output, sums, routes } of [...steps].reverse()) {
    const relevance = relevances[node.id]!.map((value, i) => rounding(value, magnitudes[node.id]![i]!));
    relevances[node.id] = relevance;
    if (sums) {
      const shares = relevance.map((value, i) => value / stable(output[i]!, epsilon));
      sums.each((i, from, input, weight) => {
        give(node.inputs[from]!, input, taken[from]![input]! * weight * shares[i]!);
      });
    } else if (routes) {
      for (const [i, [from, input]] of routes.entries()) give(node.inputs[from]!, input, relevance[i]!);
    } else if (
      node.operation.kind === 'activation' ||
      node.operation.kind === 'elementwise' ||
      node.operation.kind === 'multiply'
    ) {
      for (const [i, value] of relevance.entries()) give(node.inputs[0]!, i, value);
    }
  }
  return relevances[graph.input]!;
}

/** y + ε sgn y, where the sign of 0 is +1. */
export const stable = (y: number, epsilon: number): number => y + (y < 0 ? -epsilon : epsilon);
