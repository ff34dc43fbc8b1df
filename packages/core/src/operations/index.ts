import type { Tensor } from '@tensorflow/tfjs-core';
import type { InputPart } from '../packed-inputs.js';
import { type Activation, activation, activationOfLayer } from './activation.js';
import { type BatchNormalization, batchNormalization } from './batch-normalization.js';
import { type Convolution, convolution } from './convolution.js';
import { type Dense, dense } from './dense.js';
import { type Add, add, type Concatenate, concatenate } from './merge.js';
import { type OpaqueLayer, opaqueLayer } from './opaque-layer.js';
import type { ForwardRecord, Layer, LayerCall, OperationKind } from './operation-kind.js';
import { type Pooling, pooling } from './pooling.js';
import { type PosteriorSample, posteriorSample } from './posterior-sample.js';
import { type Reshape, reshape } from './reshape.js';
import { type Slice, slice } from './slice.js';

/** Where the encoder's input enters. */
export interface Input {
  readonly kind: 'input';
  /** Where several inputs of a model are packed into one: what each of them is. */
  readonly parts?: readonly InputPart[];
}

/** What a node of an encoder's graph computes; `kind` tells which. */
export type Operation =
  | Input
  | Convolution
  | Dense
  | BatchNormalization
  | Activation
  | Pooling
  | Reshape
  | Slice
  | PosteriorSample
  | Add
  | Concatenate
  | OpaqueLayer;

/** All kinds but the input. A new kind of layer is a new file and a line here. */
const kinds = {
  convolution,
  dense,
  batchNormalization,
  activation,
  maxPool: pooling,
  averagePool: pooling,
  reshape,
  slice,
  posteriorSample,
  add,
  concatenate,
  layer: opaqueLayer,
};

const kindOf = (operation: Operation): OperationKind<Operation> => {
  if (operation.kind === 'input') throw new Error('operations: an input node computes nothing');
  return kinds[operation.kind] as unknown as OperationKind<Operation>;
};

/** The operations that a layer stands for, in the order they run: its own, then its activation's if it has one. */
export function operationsOfLayer(layer: Layer, call: LayerCall): Operation[] {
  // A subclass that does not name itself answers to its parent's name, and may compute anything.
  if (!Object.hasOwn(layer.constructor, 'className')) return [opaqueLayer.fromLayer(layer, call)!];
  const own = Object.values(kinds as unknown as Record<string, OperationKind<Operation>>)
    .map((kind) => kind.fromLayer(layer, call))
    .find((operation) => operation !== undefined)!;
  if (own.kind === 'activation' || own.kind === 'layer') return [own];
  const after = activationOfLayer(layer);
  if (after === 'other') return [opaqueLayer.fromLayer(layer, call)!];
  return after === 'none' ? [own] : [own, after];
}

/** Output of an operation. Call inside `tf.tidy`; the result may be one of the inputs. */
export function forward(operation: Operation, inputs: readonly Tensor[]): Tensor {
  return kindOf(operation).forward(operation, inputs);
}

/** Cotangents of an operation's inputs. Call inside `tf.tidy`; a result may be the cotangent itself. */
export function vjp(operation: Operation, record: ForwardRecord, cotangent: Tensor): Tensor[] {
  return kindOf(operation).vjp(operation, record, cotangent);
}
