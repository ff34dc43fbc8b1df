import type { Tensor } from '@tensorflow/tfjs-core';
import type { InputPart } from '../../encoders/pack-inputs.js';
import { type Activation, activation } from './activation.js';
import { type BatchNormalization, batchNormalization } from './batch-normalization.js';
import { type Concatenate, concatenate } from './concatenate.js';
import { type Convolution, convolution } from './convolution.js';
import { type Convolution1d, convolution1d } from './convolution-1d.js';
import { type Dense, dense } from './dense.js';
import { type DepthwiseConvolution, depthwiseConvolution } from './depthwise-convolution.js';
import type { GlobalPooling } from './global-pooling.js';
import { type GraphOperation, graphOperation } from './graph-operation.js';
import { type LayerNormalization, layerNormalization } from './layer-normalization.js';
import { type Merge, merge } from './merge.js';
import { type OpaqueLayer, opaqueLayer } from './opaque-layer.js';
import type { ForwardRecord, Layer, LayerCall, OperationKind } from './operation-kind.js';
import { type Cropping, cropping, type Padding, padding } from './padding.js';
import { type Permute, permute } from './permute.js';
import { type Pooling, pooling } from './pooling.js';
import { type PosteriorSample, posteriorSample } from './posterior-sample.js';
import { type Reshape, reshape } from './reshape.js';
import { type Slice, slice } from './slice.js';
import { type TransposedConvolution, transposedConvolution } from './transposed-convolution.js';
import { type Upsampling, upsampling } from './upsampling.js';

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
  | Convolution1d
  | DepthwiseConvolution
  | TransposedConvolution
  | Dense
  | BatchNormalization
  | LayerNormalization
  | Activation
  | Pooling
  | GlobalPooling
  | Upsampling
  | Padding
  | Cropping
  | Permute
  | Reshape
  | Slice
  | PosteriorSample
  | Merge
  | Concatenate
  | OpaqueLayer
  | GraphOperation;

/** All kinds but the input. A new kind of layer is a new file and a line here. */
const kinds = {
  convolution,
  convolution1d,
  depthwiseConvolution,
  transposedConvolution,
  dense,
  batchNormalization,
  layerNormalization,
  activation,
  maxPool: pooling,
  averagePool: pooling,
  upsampling,
  padding,
  cropping,
  permute,
  reshape,
  slice,
  posteriorSample,
  add: merge,
  average: merge,
  subtract: merge,
  multiply: merge,
  maximum: merge,
  minimum: merge,
  concatenate,
  layer: opaqueLayer,
  graphOperation,
};

const kindOf = (operation: Operation): OperationKind<Operation> => {
  if (operation.kind === 'input') throw new Error('operations: an input node computes nothing');
  return kinds[operation.kind] as unknown as OperationKind<Operation>;
};

/** The operation of a kind of its own that a layer computes, its activation apart; undefined if there is none. */
export function operationOfLayer(layer: Layer, call: LayerCall): Operation | undefined {
  for (const kind of Object.values(kinds as unknown as Record<string, OperationKind<Operation>>)) {
    const operation = kind.fromLayer(layer, call);
    if (operation) return operation;
  }
  return undefined;
}

/** Output of an operation. Call inside `tf.tidy`; the result may be one of the inputs. */
export function forward(operation: Operation, inputs: readonly Tensor[]): Tensor {
  return kindOf(operation).forward(operation, inputs);
}

/** What the vector–Jacobian product of an operation reads of its forward pass. */
export function readByVjp(operation: Operation): 'nothing' | 'inputs' | 'all' {
  if (operation.kind === 'input') return 'nothing';
  const { reads } = kindOf(operation);
  return reads === 'shapes' ? 'nothing' : (reads ?? 'all');
}

/** Cotangents of an operation's inputs. Call inside `tf.tidy`; a result may be the cotangent itself. */
export function vjp(operation: Operation, record: ForwardRecord, cotangent: Tensor): Tensor[] {
  return kindOf(operation).vjp(operation, record, cotangent);
}
