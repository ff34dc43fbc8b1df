import {
  colorMaps,
  displayRange,
  overlay,
  type RenderImageOptions,
  type RgbaImage,
  renderImage,
  renderMap,
} from '@csm/render';
import ndarray, { type NdArray } from 'ndarray';
import { currentModel } from '../session/session.js';
import type { MapSettings } from '../session/settings.js';
import { lastChannels, planesOf } from './planes.js';

/** A map over its input, pixel by pixel, with the colours of its values. */
export interface DrawnPictures {
  readonly pictures: readonly { readonly label: string; readonly image: RgbaImage }[];
  readonly colorBar: DrawnColorBar;
}

export interface DrawnColorBar {
  readonly image: RgbaImage;
  readonly low: number;
  readonly high: number;
}

/** Draws a map `inputShape` over its input. */
export function drawPictures(
  input: NdArray<Float32Array>,
  map: NdArray<Float32Array>,
  settings: Pick<MapSettings, 'channels' | 'sign' | 'overlay'>,
): DrawnPictures {
  const { layout } = currentModel().encoder;
  const kind = settings.sign === 'absolute' ? 'magnitude' : 'signed';
  const planes = planesOf(map, layout, settings);
  const limit = Math.max(...planes.map(({ values }) => displayRange(values, { kind }).limit));
  const scale = { kind, ...(limit > 0 && { limit }) } as const;
  const { image, range } = drawable(input);
  const draw = (values: NdArray<Float32Array>) => {
    if (settings.overlay >= 1) return renderMap(values, scale);
    if (settings.overlay <= 0) return renderImage(image, { range, layout: 'channelsLast' });
    return overlay(image, values, { ...scale, range, layout: 'channelsLast', opacity: settings.overlay });
  };
  return {
    pictures: planes.map(({ label, values }) => ({ label, image: draw(values) })),
    colorBar: colorBar(settings.sign, limit),
  };
}

/** Draws an input in its own colours. */
export function drawInput(input: NdArray<Float32Array>): RgbaImage {
  const { image, range } = drawable(input);
  return renderImage(image, { range, layout: 'channelsLast' });
}

/** The input with channels last, grey if it does not have one or three channels, and the values that are black and white. */
export function drawable(input: NdArray<Float32Array>) {
  const { encoder, inputs } = currentModel();
  const view = lastChannels(input, encoder.layout);
  const range = rangeOf(inputs);
  const [height = 0, width = 0, count = 0] = view.shape;
  if (count === 1 || count === 3) return { image: view, range };
  const [sums] = planesOf(input, encoder.layout, { channels: 'sum', sign: 'signed' });
  const mean = sums!.values.data.map((sum) => sum / count);
  return { image: ndarray(mean, [height, width, 1]), range };
}

const ranges = new WeakMap<NdArray, RenderImageOptions['range'] & {}>();

/** 0 and 1 if all inputs lie between them, otherwise their smallest and largest value. */
export function rangeOf(inputs: NdArray<Float32Array>): RenderImageOptions['range'] & {} {
  const known = ranges.get(inputs);
  if (known) return known;
  let [low, high] = [0, 1];
  for (const value of inputs.data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  ranges.set(inputs, [low, high]);
  return [low, high];
}

function colorBar(sign: MapSettings['sign'], limit: number): DrawnColorBar {
  const width = 128;
  const data = new Uint8ClampedArray(4 * width);
  const colors = sign === 'absolute' ? colorMaps.inferno : colorMaps.blueWhiteRed;
  for (let x = 0; x < width; x++) {
    const t = x / (width - 1);
    data.set([...colors(sign === 'positive' ? (1 + t) / 2 : t), 255], 4 * x);
  }
  return { image: { width, height: 1, data }, low: sign === 'signed' ? -limit : 0, high: limit };
}
