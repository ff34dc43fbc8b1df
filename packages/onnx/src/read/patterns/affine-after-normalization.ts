import type { Operation, Weight } from '@csm/core/extend';
import { nodeOf } from './matching.js';
import type { NewNode, Pattern } from './pattern.js';

type Normalization = Extract<
  Operation,
  { readonly kind: 'layerNormalization' | 'rmsNormalization' | 'groupNormalization' }
>;

const KINDS: readonly string[] = ['layerNormalization', 'rmsNormalization', 'groupNormalization'];

/** γ x̂ and x̂ + β after a normalisation that has no γ or β of its own: they become its γ and β. */
export const affineAfterNormalization: Pattern = (node, graph) => {
  const before = nodeOf(graph, node.inputs[0]);
  if (before === undefined || `${before.outputShape}` !== `${node.outputShape}`) return undefined;
  const { operation, inputs } = before;
  if (!isNormalization(operation)) return undefined;
  const hasBeta = operation.kind !== 'rmsNormalization' && operation.beta !== undefined;
  if (node.operation.kind === 'scale') {
    const { factor } = node.operation;
    if (typeof factor === 'number' || hasBeta || operation.gamma || !spans(operation, factor, before))
      return undefined;
    return { operation: { ...operation, gamma: factor }, inputs };
  }
  if (node.operation.kind !== 'shift' || operation.kind === 'rmsNormalization' || hasBeta) return undefined;
  const { by } = node.operation;
  if (typeof by === 'number' || !spans(operation, by, before)) return undefined;
  return { operation: { ...operation, beta: by }, inputs };
};

function isNormalization(operation: Operation): operation is Normalization {
  return KINDS.includes(operation.kind);
}

/** Whether a weight has one number for each number of the normalised axes (of group normalisation: of the channels), and no more. */
function spans(operation: Normalization, { shape }: Weight, { outputShape }: NewNode): boolean {
  const axes = operation.kind === 'groupNormalization' ? [outputShape.length] : operation.axes;
  const skipped = outputShape.length - shape.length;
  return (
    skipped >= 0 &&
    outputShape.every((length, i) => (shape[i - skipped] ?? 1) === (axes.includes(i + 1) ? length : 1))
  );
}
