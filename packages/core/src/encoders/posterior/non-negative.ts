import type { GraphNode } from '../../graph/graph.js';
import { isRouting } from '../../graph/linear.js';

/** Activations and functions whose values are never negative, in the spelling of tfjs, Keras, TensorFlow and ONNX. */
const FUNCTIONS = new Set([
  'abs',
  'exp',
  'exponential',
  'hardsigmoid',
  'logistic',
  'relu',
  'relu6',
  'sigmoid',
  'softmax',
  'softplus',
  'sqrt',
  'square',
]);

/**
 * Whether the values of a node are never negative, as far as its last operations show. An output named `sigma` or `var` that may be
 * negative is not σ or its square, but probably a logarithm.
 */
export function isNonNegative(nodes: readonly GraphNode[], id: number): boolean {
  const node = nodes[id];
  if (node === undefined) return false;
  const { operation, inputs } = node;
  const ofInputs = () => inputs.length > 0 && inputs.every((from) => isNonNegative(nodes, from));
  const name = functionOf(node);
  if (name !== undefined && FUNCTIONS.has(name.toLowerCase())) return true;
  switch (operation.kind) {
    case 'shift':
      return typeof operation.by === 'number' && operation.by >= 0 && ofInputs();
    case 'scale':
      return typeof operation.factor === 'number' && operation.factor >= 0 && ofInputs();
    case 'add':
    case 'average':
    case 'maximum':
      return ofInputs();
    case 'multiply':
      return new Set(inputs).size === 1;
    default:
      return operation.kind !== 'input' && isRouting(operation) && ofInputs();
  }
}

function functionOf({ operation }: GraphNode): string | undefined {
  if (operation.kind === 'activation') return operation.activation;
  if (operation.kind === 'graphOperation' || operation.kind === 'layer') return operation.className;
  const { function: name } = operation as { readonly function?: unknown };
  return typeof name === 'string' ? name : undefined;
}
