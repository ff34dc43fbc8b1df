import { copyValues } from './copy-values.js';
import type { ConvolutionAxis, Phase } from './phases.js';

/**
 * The positions of the values of one residue: target samples start, start + step, …; source samples from
 * sourceStart on.
 */
export interface Placement {
  readonly start: number;
  readonly step: number;
  readonly count: number;
  readonly sourceStart: number;
}

/** The positions along an axis to which the values of `residue`, computed by a phase's convolution, are copied. */
export function placementOf(axis: ConvolutionAxis, phase: Phase, residue: number): Placement {
  const { stride, padBefore, input } = axis;
  const first = Math.max(phase.firstQuotient, Math.ceil((padBefore - residue) / stride));
  const last = Math.min(
    phase.firstQuotient + phase.length,
    Math.floor((padBefore + input - 1 - residue) / stride) + 1,
  );
  return {
    start: first * stride + residue - padBefore,
    step: stride,
    count: Math.max(0, last - first),
    sourceStart: first - phase.firstQuotient,
  };
}

/** A view of a batch of images, `[batch, height, width, channels]`. */
export interface ImageView {
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Copies a block of the source's channels, starting at `channelOffset`, to the positions given by `y` and `x`. */
export function interleave(
  target: ImageView,
  source: ImageView,
  batch: number,
  y: Placement,
  x: Placement,
  channelOffset: number,
): void {
  const to = target.values;
  const from = source.values;
  const channels = target.channels;
  const toStep = x.step * channels;
  const fromStep = source.channels;
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < y.count; row++) {
      const targetRow = image * target.height + y.start + row * y.step;
      const sourceRow = image * source.height + y.sourceStart + row;
      let t = (targetRow * target.width + x.start) * channels;
      let s = (sourceRow * source.width + x.sourceStart) * fromStep + channelOffset;
      for (let column = 0; column < x.count; column++, t += toStep, s += fromStep) {
        copyValues(to, t, from, s, channels);
      }
    }
  }
}
