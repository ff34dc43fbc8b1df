import { Tensor } from '@tensorflow/tfjs-core';
import { constantOf } from '../../graph/elementwise/constant.js';
import type { ElementwiseStep } from '../../graph/elementwise/expression.js';
import { SCALAR_FUNCTIONS, type ScalarFunction } from '../../graph/elementwise/scalar-functions.js';
import type { ConverterNode } from './converter-graph.js';

/** An input of a node: the id and shape of a value that depends on the model's inputs, or a constant. */
export type StepInput = { readonly id: number; readonly shape: readonly number[] } | Tensor;

/** The elementwise operation that a node computes; undefined if it computes another one, or broadcasts a value. */
export function elementwiseStep(
  node: ConverterNode,
  inputs: readonly StepInput[],
): ElementwiseStep | undefined {
  const own = functionOf(node);
  const [first, ...others] = inputs.filter((input) => !(input instanceof Tensor));
  if (own === undefined || first === undefined) return undefined;
  const sameShapes = others.every(({ shape }) => `${shape}` === `${first.shape}`);
  const broadcast = inputs.every((input) => broadcastsTo(input.shape, first.shape));
  if (!sameShapes || !broadcast) return undefined;
  return {
    function: own,
    inputs: inputs.map((input) =>
      input instanceof Tensor ? constantOf(input, first.shape.length) : input.id,
    ),
  };
}

function functionOf({ op, attrParams }: ConverterNode): ScalarFunction | undefined {
  switch (op) {
    case 'Cast':
      return casting(attrParams.dtype?.value);
    case 'LeakyRelu': {
      const alpha = Number(attrParams.alpha?.value);
      return (a) => (a > 0 ? a : alpha * a);
    }
    case 'Prelu':
      return (a, alpha) => (a > 0 ? a : alpha * a);
    default:
      return Object.hasOwn(SCALAR_FUNCTIONS, op) ? SCALAR_FUNCTIONS[op] : undefined;
  }
}

function casting(type: unknown): ScalarFunction {
  if (type === 'int32') return Math.trunc;
  return type === 'bool' ? (a) => (a === 0 ? 0 : 1) : (a) => a;
}

function broadcastsTo(shape: readonly number[], whole: readonly number[]): boolean {
  const offset = whole.length - shape.length;
  return offset >= 0 && shape.every((length, axis) => length === 1 || length === whole[axis + offset]);
}
