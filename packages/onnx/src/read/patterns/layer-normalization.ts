import { baseOfSquare, nodeOf, overRoot, reducedBy, shiftedBy } from './matching.js';
import type { GraphSoFar, Pattern } from './pattern.js';

/** (x − mean(x)) / √(mean((x − mean(x))²) + ε) */
export const layerNormalization: Pattern = (node, graph) => {
  for (const { of, root } of overRoot(graph, node)) {
    const centred = centredOf(graph, of);
    const sum = shiftedBy(graph, root);
    const variance = sum && reducedBy(graph, sum.of);
    const base = variance && baseOfSquare(graph, variance.of);
    const again = base === undefined ? undefined : centredOf(graph, base);
    if (!centred || !sum || variance?.reduction !== 'mean' || !again) continue;
    const isSame = again.of === centred.of && `${again.axes}` === `${centred.axes}`;
    if (!isSame || `${variance.axes}` !== `${centred.axes}`) continue;
    if (`${nodeOf(graph, centred.of)?.outputShape}` !== `${node.outputShape}`) continue;
    return {
      operation: { kind: 'layerNormalization', axes: centred.axes, epsilon: sum.by },
      inputs: [centred.of],
    };
  }
  return undefined;
};

/** For x − mean(x): the id of x, and the axes of the mean. */
function centredOf(
  graph: GraphSoFar,
  id: number,
): { readonly of: number; readonly axes: readonly number[] } | undefined {
  const node = nodeOf(graph, id);
  const [x, mean] = node?.inputs ?? [];
  if (node?.operation.kind !== 'subtract' || x === undefined || mean === undefined) return undefined;
  const reduced = reducedBy(graph, mean);
  if (node.inputs.length !== 2 || reduced?.reduction !== 'mean' || reduced.of !== x) return undefined;
  return { of: x, axes: sorted(reduced.axes) };
}

const sorted = (axes: readonly number[]): readonly number[] => [...axes].sort((a, b) => a - b);
