import { reshape, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { joinedVolumes, onVolumes } from '../../kernels/windows/merged-samples.js';
import { pooled, pooledVjp, type WindowPooling } from '../../kernels/windows/pool-windows.js';
import type { OperationKind } from '../operation-kind.js';

/** Pooling over windows of a volume, `[batch, …, depth, height, width, channels]`; see {@link Pooling} for what the fields mean. */
export interface VolumePooling {
  readonly kind: 'maxPool' | 'averagePool';
  readonly volume: true;
  readonly size: readonly [number, number, number];
  readonly strides: readonly [number, number, number];
  readonly padding: readonly [
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
  ];
  readonly dilations?: readonly [number, number, number];
  readonly includePadding?: boolean;
  readonly beyond?: readonly [number, number, number];
  readonly global?: never;
}

/** Images are pooled first, and their results along the depth; tfjs-wasm has no pooling of volumes. */
export const volumePooling: OperationKind<VolumePooling> = {
  linear: ({ kind }) => kind === 'averagePool',
  forward: (operation, [x]) => onVolumes(x, (volumes) => pooledVolumes(operation, volumes)),
  vjp(operation, { inputs: [x], output }, cotangent) {
    const [volumes, ofOutput] = [joinedVolumes(x), joinedVolumes(output)];
    const images = pooled(ofImages(operation), asImages(volumes));
    const lines = asLines(volumes, images);
    const pooledLines = asLines(ofOutput, ofOutput);
    const ofLines = pooledVjp(alongDepth(operation), lines, pooledLines, asLines(ofOutput, cotangent));
    const ofImage = reshape(ofLines, images.shape) as Tensor4D;
    return [reshape(pooledVjp(ofImages(operation), asImages(volumes), images, ofImage), x.shape)];
  },
};

function pooledVolumes(operation: VolumePooling, x: Tensor): Tensor {
  const images = pooled(ofImages(operation), asImages(x));
  const volume = pooled(alongDepth(operation), asLines(x, images));
  const [batch, depth, , channels] = volume.shape;
  const [, height, width] = images.shape;
  return reshape(volume, [batch, depth, height, width, channels]);
}

function ofImages({
  kind,
  size,
  strides,
  padding,
  dilations,
  includePadding,
  beyond,
}: VolumePooling): WindowPooling {
  return {
    kind,
    size: [size[1], size[2]],
    strides: [strides[1], strides[2]],
    padding: [padding[1], padding[2]],
    ...(dilations && { dilations: [dilations[1], dilations[2]] }),
    ...(includePadding !== undefined && { includePadding }),
    ...(beyond && { beyond: [beyond[1], beyond[2]] }),
  };
}

function alongDepth({
  kind,
  size,
  strides,
  padding,
  dilations,
  includePadding,
  beyond,
}: VolumePooling): WindowPooling {
  return {
    kind,
    size: [size[0], 1],
    strides: [strides[0], 1],
    padding: [padding[0], [0, 0]],
    ...(dilations && { dilations: [dilations[0], 1] }),
    ...(includePadding !== undefined && { includePadding }),
    ...(beyond && { beyond: [beyond[0], 0] }),
  };
}

/** The slices of a volume as a batch of images. */
function asImages(x: Tensor): Tensor4D {
  const [batch = 0, depth = 0, height = 0, width = 0, channels = 0] = x.shape;
  return reshape(x, [batch * depth, height, width, channels]);
}

/** A volume, or the images that its slices became, as images `[batch, depth, places, channels]`. */
function asLines(volume: Tensor, numbers: Tensor): Tensor4D {
  const [batch = 0, depth = 0] = volume.shape;
  const channels = volume.shape.at(-1) ?? 1;
  return reshape(numbers, [batch, depth, numbers.size / (batch * depth * channels), channels]);
}
