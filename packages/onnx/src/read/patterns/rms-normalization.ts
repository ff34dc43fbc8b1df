import { baseOfSquare, nodeOf, overRoot, reducedBy, shiftedBy } from './matching.js';
import type { Pattern } from './pattern.js';

/** x / √(mean(x²) + ε) */
export const rmsNormalization: Pattern = (node, graph) => {
  for (const { of, root } of overRoot(graph, node)) {
    const sum = shiftedBy(graph, root);
    const square = sum && reducedBy(graph, sum.of);
    if (!sum || square?.reduction !== 'mean' || baseOfSquare(graph, square.of) !== of) continue;
    if (`${nodeOf(graph, of)?.outputShape}` !== `${node.outputShape}`) continue;
    const axes = [...square.axes].sort((a, b) => a - b);
    return { operation: { kind: 'rmsNormalization', axes, epsilon: sum.by }, inputs: [of] };
  }
  return undefined;
};
