import type { Tensor } from '@tensorflow/tfjs-core';
import { constantOf } from '../../graph/elementwise/constant.js';
import type { ElementwiseStep } from '../../graph/elementwise/expression.js';
import { findActivation } from '../../graph/elementwise/find-activation.js';
import { SCALAR_FUNCTIONS, type ScalarFunction } from '../../graph/elementwise/scalar-functions.js';
import type { Activation } from '../../graph/operations/activation.js';
import type { TapeNode } from '../../tape/tape.js';
import { type KernelDescription, kernelDescription } from './described-kernels.js';

/** An activation that several kernels of a function compute together. */
export interface RecognisedActivation {
  readonly activation: Activation;
  /** The id of its input, and the input itself, which belongs to the tape. */
  readonly source: number;
  readonly input: Tensor;
}

/**
 * Finds the activations that a function spells in several kernels, such as `tf.maximum(x, 0)`.
 * @param recorded all kernels, as recorded with the gradients of {@link kernelDescription}.
 * @param nodes the kernels through which gradients are propagated.
 * @returns by the ids of the nodes that compute their results.
 */
export function recognisedActivations(
  recorded: readonly TapeNode[],
  nodes: readonly TapeNode[],
  input: Tensor,
): Map<number, RecognisedActivation> {
  const steps = new Map<number, ElementwiseStep>();
  const varying = new Set([input.id]);
  for (const node of recorded) {
    if (!Object.values(node.inputs).some(({ id }) => varying.has(id))) continue;
    for (const { id } of node.outputs) varying.add(id);
    const step = stepOf(node, varying);
    const [output] = node.outputs;
    if (step && output) steps.set(output.id, step);
  }
  const kept = keptInputs(nodes);
  const found = new Map<number, RecognisedActivation>();
  for (const { id, outputs, kernelName } of nodes) {
    const [output] = outputs;
    if (output === undefined || !steps.has(output.id)) continue;
    const activation = findActivation(output.id, (each) => steps.get(each), output.rank);
    const source = activation && kept.get(activation.source);
    // An activation that is one kernel is visible in any case.
    const isKernel = activation?.steps === 1 && !['ClipByValue', 'Maximum', 'Prelu'].includes(kernelName);
    if (activation && source && !isKernel) found.set(id, { ...activation, input: source });
  }
  return found;
}

function stepOf(node: TapeNode, varying: ReadonlySet<number>): ElementwiseStep | undefined {
  const description = kernelDescription(node);
  const [output] = node.outputs;
  const own = description && functionOf(node, description);
  if (description === undefined || own === undefined || output === undefined) return undefined;
  const ids = Object.values(node.inputs);
  const inputs = description.inputs.map((saved, i) => {
    const id = ids[i]?.id ?? -1;
    if (!varying.has(id)) return constantOf(saved, output.rank);
    return `${saved.shape}` === `${output.shape}` ? id : undefined;
  });
  return inputs.includes(undefined)
    ? undefined
    : { function: own, inputs: inputs.flatMap((each) => each ?? []) };
}

function functionOf(node: TapeNode, { attributes }: KernelDescription): ScalarFunction | undefined {
  const number = (name: string) => Number(attributes[name] ?? 0);
  switch (node.kernelName) {
    case 'Cast': {
      const dtype = node.outputs[0]?.dtype;
      if (dtype === 'int32') return Math.trunc;
      return dtype === 'bool' ? (a) => (a === 0 ? 0 : 1) : (a) => a;
    }
    case 'ClipByValue': {
      const [least, most] = [number('clipValueMin'), number('clipValueMax')];
      return (a) => Math.min(Math.max(a, least), most);
    }
    case 'LeakyRelu': {
      const alpha = number('alpha');
      return (a) => (a > 0 ? a : alpha * a);
    }
    case 'Prelu':
      return (a, alpha) => (a > 0 ? a : alpha * a);
    case 'Step': {
      const alpha = number('alpha');
      return (a) => (a > 0 ? 1 : alpha);
    }
    default:
      return SCALAR_FUNCTIONS[node.kernelName];
  }
}

/** The inputs of kernels that the tape keeps, by their ids. */
function keptInputs(nodes: readonly TapeNode[]): Map<number, Tensor> {
  const kept = new Map<number, Tensor>();
  for (const node of nodes) {
    const saved = kernelDescription(node)?.inputs ?? [];
    // Nodes that are propagated have only those of their inputs that vary, by name.
    for (const [name, { id }] of Object.entries(node.inputs)) {
      const position =
        node.kernelName === 'Select'
          ? ['condition', 't', 'e'].indexOf(name)
          : Number(name === 'b' || name === 'alpha');
      const tensor = saved[position];
      if (tensor) kept.set(id, tensor);
    }
  }
  return kept;
}
