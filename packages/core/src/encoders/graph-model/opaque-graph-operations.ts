import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * TensorFlow's operations without a matching kind: which nonlinearities they may hide, and whether they are linear.
 */

/** Linear in their tensors, up to a constant. */
const LINEAR = new Set([
  'Add',
  'AddN',
  'AddV2',
  'AvgPool',
  'AvgPool3D',
  'BatchToSpaceND',
  'BiasAdd',
  'BroadcastTo',
  'ConcatV2',
  'Cumsum',
  'DepthToSpace',
  'ExpandDims',
  'Mean',
  'MirrorPad',
  'Neg',
  'Pack',
  'Pad',
  'PadV2',
  'Reshape',
  'ResizeBilinear',
  'ResizeNearestNeighbor',
  'Reverse',
  'ReverseV2',
  'Slice',
  'SpaceToBatchND',
  'SpaceToDepth',
  'Split',
  'SplitV',
  'Squeeze',
  'StridedSlice',
  'Sub',
  'Sum',
  'Tile',
  'Transpose',
  'Unpack',
]);

/** Functions that only change in steps. */
const FLAT = new Set([
  'All',
  'Any',
  'ArgMax',
  'ArgMin',
  'Ceil',
  'Equal',
  'Fill',
  'Floor',
  'Greater',
  'GreaterEqual',
  'IsFinite',
  'IsInf',
  'IsNan',
  'Less',
  'LessEqual',
  'LogicalAnd',
  'LogicalNot',
  'LogicalOr',
  'NotEqual',
  'OneHot',
  'OnesLike',
  'Range',
  'Rank',
  'Round',
  'Shape',
  'Sign',
  'Size',
  'ZerosLike',
]);

/** Products: linear if only one factor depends on the inputs. */
const PRODUCTS = new Set([
  'BatchMatMul',
  'BatchMatMulV2',
  'Conv1D',
  'Conv2D',
  'Conv2DBackpropInput',
  'Conv3D',
  'DepthwiseConv2d',
  'DepthwiseConv2dNative',
  'Einsum',
  'FusedBatchNorm',
  'FusedBatchNormV2',
  'FusedBatchNormV3',
  'MatMul',
  'Mul',
]);

/** Nonlinear, but neither a ReLU nor able to contain one. */
const WITHOUT_RELU = new Set([
  'Cos',
  'Div',
  'Erf',
  'Exp',
  'Expm1',
  'LRN',
  'Log',
  'Log1p',
  'Max',
  'MaxPool',
  'MaxPool3D',
  'Min',
  'Pow',
  'Prelu',
  'Prod',
  'RealDiv',
  'Reciprocal',
  'Rsqrt',
  'Sin',
  'Sqrt',
  'Square',
  'SquaredDifference',
]);

function isSmall(constant: Tensor): boolean {
  return constant.dataSync().every((value) => value > 0 && value <= 1e-3);
}

/**
 * The known properties of a node that tfjs' executor runs.
 * @param fused names of the operations fused into it, as tfjs-converter writes them.
 * @param dependent how many of its inputs, except whole numbers and booleans, depend on the model's inputs.
 * @param constants the weights among its inputs.
 */
export function traitsOfGraphNode(
  op: string,
  fused: readonly string[],
  dependent: number,
  constants: readonly Tensor[],
): { hidesNonlinearity: boolean; linear: boolean; flat?: true } {
  const own = op.replace(/^_Fused|^Fused(?=Depthwise)/, '');
  const activated = fused.some((name) => name !== 'biasadd');
  // `max(x, 1e-12)` keeps a divisor away from 0.
  if (own === 'Maximum' && constants.some(isSmall)) return { linear: false, hidesNonlinearity: false };
  const linear = !activated && (LINEAR.has(own) || (PRODUCTS.has(own) && dependent === 1));
  // Whatever depends on the inputs through whole numbers and booleans alone only changes in steps, too.
  if (!activated && (FLAT.has(own) || dependent === 0))
    return { linear, hidesNonlinearity: false, flat: true };
  return { linear, hidesNonlinearity: activated || !(linear || PRODUCTS.has(own) || WITHOUT_RELU.has(own)) };
}
