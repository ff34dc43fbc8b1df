import { invalidArgument } from '@csm/base';
import { sum, type Tensor } from '@tensorflow/tfjs-core';
import type {
  ForwardRecord,
  Layer,
  LayerCall,
  OperationInputs,
  OperationKind,
  OperationRecord,
} from './operation-kind.js';
import { type Activation, activation } from './operations/activation.js';
import { type ArgMax, argMax } from './operations/arg-max.js';
import { type BatchNormalization, batchNormalization } from './operations/batch-normalization.js';
import { type Comparison, comparison } from './operations/comparison.js';
import { type Concatenate, concatenate } from './operations/concatenate.js';
import { type Constant, constant } from './operations/constant.js';
import { type Convolution, convolution } from './operations/convolution.js';
import { type Convolution1d, convolution1d } from './operations/convolution-1d.js';
import {
  type Convolution3d,
  convolution3d,
  type TransposedConvolution3d,
  transposedConvolution3d,
} from './operations/convolution-3d.js';
import { type CumulativeSum, cumulativeSum } from './operations/cumulative-sum.js';
import { type Dense, dense } from './operations/dense.js';
import { type DepthwiseConvolution, depthwiseConvolution } from './operations/depthwise-convolution.js';
import { type Einsum, einsum } from './operations/einsum.js';
import { type Elementwise, elementwise } from './operations/elementwise.js';
import { type Expand, expand, type Tile, tile } from './operations/expand.js';
import { type Gather, gather, type ScatterAdd, scatterAdd } from './operations/gather.js';
import { type Given, given } from './operations/given.js';
import type { GlobalPooling } from './operations/global-pooling.js';
import { type GraphOperation, graphOperation } from './operations/graph-operation.js';
import { type GroupNormalization, groupNormalization } from './operations/group-normalization.js';
import type { Input } from './operations/input.js';
import { type LayerNormalization, layerNormalization } from './operations/layer-normalization.js';
import {
  type LocalResponseNormalization,
  localResponseNormalization,
} from './operations/local-response-normalization.js';
import { type Lookup, lookup } from './operations/lookup.js';
import { type LpNormalization, lpNormalization } from './operations/lp-normalization.js';
import { type MatMul, matMul } from './operations/mat-mul.js';
import { type Merge, merge } from './operations/merge.js';
import { type OpaqueLayer, opaqueLayer } from './operations/opaque-layer.js';
import { type Cropping, cropping, type Padding, padding } from './operations/padding.js';
import { type Permute, permute } from './operations/permute.js';
import { type Pooling, pooling } from './operations/pooling.js';
import { type PosteriorSample, posteriorSample } from './operations/posterior-sample.js';
import { type Quantization, quantization } from './operations/quantization.js';
import { type Recurrent, recurrent } from './operations/recurrent.js';
import { type Reduction, reduction } from './operations/reduction.js';
import { type Resample, resample } from './operations/resample.js';
import { type Reshape, reshape } from './operations/reshape.js';
import { type RmsNormalization, rmsNormalization } from './operations/rms-normalization.js';
import { type Scale, scale } from './operations/scale.js';
import { type Shift, shift } from './operations/shift.js';
import { type Slice, slice } from './operations/slice.js';
import { type TopK, topK } from './operations/top-k.js';
import { type TransposedConvolution, transposedConvolution } from './operations/transposed-convolution.js';
import { type Upsampling, upsampling } from './operations/upsampling.js';
import type { VolumePooling } from './operations/volume-pooling.js';
import { type Where, where } from './operations/where.js';

/** What a node of an encoder's graph computes, distinguished by its `kind`. */
export type Operation =
  | Input
  | Convolution
  | Convolution1d
  | Convolution3d
  | DepthwiseConvolution
  | TransposedConvolution
  | TransposedConvolution3d
  | Dense
  | BatchNormalization
  | GroupNormalization
  | LayerNormalization
  | LocalResponseNormalization
  | LpNormalization
  | RmsNormalization
  | Quantization
  | Recurrent
  | Activation
  | Einsum
  | Elementwise
  | MatMul
  | Reduction
  | Scale
  | Shift
  | Pooling
  | GlobalPooling
  | Given
  | VolumePooling
  | Upsampling
  | Padding
  | Cropping
  | Permute
  | Resample
  | Reshape
  | Slice
  | PosteriorSample
  | Merge
  | Concatenate
  | Constant
  | ArgMax
  | Comparison
  | CumulativeSum
  | Expand
  | Gather
  | Lookup
  | ScatterAdd
  | Tile
  | TopK
  | Where
  | OpaqueLayer
  | GraphOperation;

/** All kinds except the input. A new kind is a new file in `operations/` and a line here. */
const kinds = {
  convolution,
  convolution1d,
  convolution3d,
  depthwiseConvolution,
  transposedConvolution,
  transposedConvolution3d,
  dense,
  batchNormalization,
  groupNormalization,
  layerNormalization,
  localResponseNormalization,
  lpNormalization,
  rmsNormalization,
  quantization,
  recurrent,
  activation,
  einsum,
  elementwise,
  matMul,
  reduction,
  scale,
  shift,
  maxPool: pooling,
  averagePool: pooling,
  upsampling,
  padding,
  cropping,
  permute,
  resample,
  reshape,
  given,
  slice,
  posteriorSample,
  add: merge,
  average: merge,
  subtract: merge,
  multiply: merge,
  maximum: merge,
  minimum: merge,
  divide: merge,
  power: merge,
  modulo: merge,
  concatenate,
  constant,
  argMax,
  comparison,
  cumulativeSum,
  expand,
  gather,
  lookup,
  scatterAdd,
  tile,
  topK,
  where,
  layer: opaqueLayer,
  graphOperation,
};

/** The functions that run and differentiate an operation. @throws for an input, which computes nothing. */
export function kindOf(operation: Operation): OperationKind<Operation> {
  if (operation.kind === 'input') {
    throw invalidArgument('operations: expected an operation that computes something; got an input.');
  }
  return kinds[operation.kind] as unknown as OperationKind<Operation>;
}

/** The operation that a layer computes, without its activation; undefined if no kind describes it. */
export function operationOfLayer(layer: Layer, call: LayerCall): Operation | undefined {
  for (const kind of Object.values(kinds as unknown as Record<string, OperationKind<Operation>>)) {
    const operation = kind.fromLayer?.(layer, call);
    if (operation) return operation;
  }
  return undefined;
}

/**
 * Computes the output of an operation. Call inside `tf.tidy`; the result may be one of the inputs.
 *
 * @category Graphs and operations
 */
export function forward(operation: Operation, inputs: readonly Tensor[]): Tensor {
  return kindOf(operation).forward(operation, inputs as OperationInputs);
}

/**
 * The results of the forward pass that the vector–Jacobian product of an operation reads.
 *
 * @category Graphs and operations
 */
export function readByVjp(operation: Operation): 'nothing' | 'inputs' | 'all' {
  if (operation.kind === 'input') return 'nothing';
  const { reads } = kindOf(operation);
  return reads === 'shapes' ? 'nothing' : (reads ?? 'all');
}

/**
 * Computes the cotangents of an operation's inputs. Call inside `tf.tidy`; a result may be the cotangent itself.
 *
 * @category Graphs and operations
 */
export function vjp(operation: Operation, record: ForwardRecord, cotangent: Tensor): Tensor[] {
  const cotangents = kindOf(operation).vjp(operation, record as OperationRecord, cotangent);
  // A constant has one row for all samples.
  return cotangents.map((each, i) =>
    record.inputs[i]?.shape[0] === 1 && each.shape[0] !== 1 ? sum(each, 0, true) : each,
  );
}
