import { unsupportedModel } from '@csm/base';
import {
  backend_util,
  cumsum,
  type GradConfig,
  getBackend,
  getGradient,
  type Tensor,
  type Tensor4D,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { type Gathering, gatherVjp } from '../kernels/gather-vjp.js';
import { mirrorPadVjp } from '../kernels/mirror-pad-vjp.js';
import { prodVjp } from '../kernels/prod-vjp.js';
import { type Resizing, resizingVjp } from '../kernels/resizing.js';
import { poolVjp } from '../kernels/windows/pool-vjp.js';
import { addedGradients } from './added-gradients.js';
import { withGradients } from './registered-gradients.js';

/** Attributes of the kernels below, as tfjs names them. */
interface Attributes extends Gathering {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly dilations?: number | readonly number[];
  readonly pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly paddings: [number, number][];
  readonly mode: 'reflect' | 'symmetric';
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

type Vjp = (cotangent: Tensor, saved: Tensor[], attributes: Attributes) => Tensor;

/** Kernels of tfjs 4.22 whose gradients are wrong on some backend or for some attributes, with correct gradients. */
const CORRECTED: readonly GradConfig[] = [
  corrected('AvgPool', 'x', (dy, [x, y], attributes) => pooled('averagePool', dy, x!, y!, attributes)),
  corrected('Cumsum', 'x', (dy, _, { axis, exclusive, reverse }) => cumsum(dy, axis, exclusive, !reverse)),
  {
    kernelName: 'GatherV2',
    inputsToSave: ['x', 'indices'],
    gradFunc: (dy, [x, indices], attributes) => {
      const how = attributes as unknown as Gathering;
      return {
        x: () => gatherVjp(how, x!.shape, indices!, dy as Tensor),
        indices: () => zerosLike(indices!),
      };
    },
  },
  corrected('MaxPool', 'x', (dy, [x, y], attributes) => pooled('maxPool', dy, x!, y!, attributes)),
  corrected('MirrorPad', 'x', (dy, _, { paddings, mode }) => mirrorPadVjp(paddings, mode, dy)),
  corrected('Prod', 'x', (dy, [x], { axis }) => prodVjp(axis, x!, dy)),
  corrected('ResizeBilinear', 'images', (dy, [x], how) => unresized('bilinear', dy, x!, how)),
  corrected('ResizeNearestNeighbor', 'images', (dy, [x], how) => unresized('nearest', dy, x!, how)),
];

/** Kernels whose gradients are missing or wrong and that we do not correct, with the conditions and reasons. */
const REFUSED: Record<string, (attributes: Attributes) => string | undefined> = {
  AvgPool3D: ({ pad }) => (pad === 'valid' || pad === 0 ? undefined : 'is wrong where it pads'),
  Conv2D: ifDilated,
  Conv3D: (attributes) => (getBackend() === 'wasm' ? 'is wrong on backend "wasm"' : ifDilated(attributes)),
  DepthwiseConv2dNative: ifDilated,
  FloorDiv: () => 'is wrong, namely that of a division',
};

function ifDilated({ dilations = 1 }: Attributes): string | undefined {
  return [dilations].flat().some((distance) => distance > 1) ? 'ignores dilations' : undefined;
}

/** Calls a function while the wrong gradients of tfjs are replaced and the missing ones added, synchronously. */
export function withCorrectedGradients<T>(call: () => T): T {
  return withGradients([...CORRECTED, ...addedGradients(), ...Object.keys(REFUSED).flatMap(refusing)], call);
}

/** Whether a kernel's gradient may throw under {@link withCorrectedGradients}. */
export function mayBeRefused(kernelName: string): boolean {
  return Object.hasOwn(REFUSED, kernelName) || ['Einsum', 'StridedSlice'].includes(kernelName);
}

function corrected(kernelName: string, input: string, vjp: Vjp): GradConfig {
  return {
    kernelName,
    inputsToSave: [input],
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => ({
      [input]: () => vjp(dy as Tensor, saved, attributes as unknown as Attributes),
    }),
  };
}

function refusing(kernelName: string): GradConfig[] {
  const original = getGradient(kernelName);
  if (original === undefined) return [];
  const gradFunc: GradConfig['gradFunc'] = (dy, saved, attributes) => {
    const problem = REFUSED[kernelName]?.(attributes as unknown as Attributes);
    if (problem === undefined) return original.gradFunc(dy, saved, attributes);
    throw unsupportedModel(`tfjs' gradient of kernel "${kernelName}" ${problem}.`);
  };
  return [{ ...original, gradFunc }];
}

function pooled(
  kind: 'maxPool' | 'averagePool',
  cotangent: Tensor,
  x: Tensor,
  output: Tensor,
  attributes: Attributes,
): Tensor {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const image = x as Tensor4D;
  const info = backend_util.computePool2DInfo(image.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const windows = {
    size: [info.filterHeight, info.filterWidth] as [number, number],
    strides: [info.strideHeight, info.strideWidth] as [number, number],
  };
  return poolVjp(kind, windows, info.padInfo, image, output as Tensor4D, cotangent as Tensor4D);
}

function unresized(
  interpolation: Resizing['interpolation'],
  cotangent: Tensor,
  images: Tensor,
  { alignCorners, halfPixelCenters }: Attributes,
): Tensor {
  return resizingVjp({ interpolation, alignCorners, halfPixelCenters }, images.shape, cotangent);
}
