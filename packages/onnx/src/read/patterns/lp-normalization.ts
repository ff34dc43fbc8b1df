import { baseOfPower, baseOfSquare, nodeOf, type Reduced, reducedBy } from './matching.js';
import type { GraphSoFar, Pattern } from './pattern.js';

/** x / ‖x‖ or x / max(‖x‖, ε), with the Euclidean norm or the sum of absolute values. */
export const lpNormalization: Pattern = (node, graph) => {
  const { operation, inputs, outputShape } = node;
  const [x, divisor] = inputs;
  if (operation.kind !== 'divide' || x === undefined || divisor === undefined || inputs.length !== 2)
    return undefined;
  if (`${nodeOf(graph, x)?.outputShape}` !== `${outputShape}`) return undefined;
  const whole = nodeOf(graph, divisor);
  const source = whole?.operation.kind === 'reshape' ? (whole.inputs[0] ?? divisor) : divisor;
  const limited = limitedBelow(graph, source);
  const norm = normOf(graph, limited?.of ?? source);
  const axes = norm && axesIn(graph, x, norm);
  if (axes === undefined) return undefined;
  // A reshape must only have taken away axes of length 1.
  const reduced = outputShape.map((length, i) => (axes.includes(i + 1) ? 1 : length));
  if (source !== divisor && `${whole?.outputShape}` !== `${reduced}`) return undefined;
  const epsilon = limited?.minimum ?? 0;
  return {
    operation: {
      kind: 'lpNormalization',
      p: norm?.reduction === 'l1' ? 1 : 2,
      axes,
      ...(epsilon > 0 && { epsilon }),
    },
    inputs: [x],
  };
};

/** The axes of the norm in a node that is what the norm was computed of, or only lacks some of its axes of length 1. */
function axesIn(graph: GraphSoFar, x: number, norm: Reduced): number[] | undefined {
  const axes = [...norm.axes].sort((a, b) => a - b);
  if (norm.of === x) return axes;
  const node = nodeOf(graph, x);
  if (node?.operation.kind !== 'reshape' || node.inputs[0] !== norm.of) return undefined;
  const [own, before] = [
    [1, ...node.outputShape],
    [1, ...(nodeOf(graph, norm.of)?.outputShape ?? [])],
  ];
  const fewer = before.length - own.length;
  // What follows the first of the axes is the same in both.
  const isSame = axes.every((axis) => `${own.slice(axis - fewer)}` === `${before.slice(axis)}`);
  return isSame && axes.every((axis) => axis > fewer) ? axes.map((axis) => axis - fewer) : undefined;
}

/** The node before a clip with a positive lower limit only, which may be expanded. */
function limitedBelow(graph: GraphSoFar, id: number): { of: number; minimum: number } | undefined {
  let node = nodeOf(graph, id);
  // Before the clip the axes of length 1 are still there.
  if (node?.operation.kind === 'expand') node = nodeOf(graph, node.inputs[0]);
  const [of] = node?.inputs ?? [];
  if (node?.operation.kind !== 'elementwise' || of === undefined) return undefined;
  const { function: name, minimum, maximum } = node.operation;
  if (name !== 'clip' || minimum === undefined || minimum <= 0 || maximum !== undefined) return undefined;
  return { of, minimum };
}

/** The norm that a node computes. */
function normOf(graph: GraphSoFar, id: number): Reduced | undefined {
  const own = reducedBy(graph, id);
  if (own?.reduction === 'l1' || own?.reduction === 'l2') return own;
  const root = baseOfPower(graph, id, 0.5);
  const squares = root === undefined ? undefined : reducedBy(graph, root);
  if (squares?.reduction === 'sumOfSquares') return { ...squares, reduction: 'l2' };
  const of = squares?.reduction === 'sum' ? baseOfSquare(graph, squares.of) : undefined;
  return squares && of !== undefined ? { ...squares, of, reduction: 'l2' } : undefined;
}
