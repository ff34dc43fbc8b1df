import type { RgbaImage } from '@csm/render';
import type { NdArray } from 'ndarray';
import { type Bar, largestBars } from '../map/bars.js';
import { drawPictures } from '../map/draw.js';
import { planesOf } from '../map/planes.js';
import { currentModel } from '../session/session.js';
import type { MapSettings } from '../session/settings.js';
import { strongestPlace } from './strongest-place.js';

/** One of the maps among which the user chooses: a picture, or the most important features of a row. */
export interface Choice {
  readonly picture?: RgbaImage;
  /** The largest first, as shares of the largest. */
  readonly bars?: readonly Bar[];
  /** The map in words, for those who cannot see it. */
  readonly words: string;
}

const BARS = 6;

/** Draws a map `inputShape` for the quiz: all maps in the same way, each over its own range. */
export function choiceOf(map: NdArray<Float32Array>, input: number, settings: MapSettings): Choice {
  const { encoder, inputs } = currentModel();
  if (encoder.inputShape.length === 3) {
    const channels = settings.channels === 'each' ? 'sum' : settings.channels;
    const overlay = settings.overlay > 0 ? settings.overlay : 1;
    const { pictures } = drawPictures(inputs.pick(input), map, { ...settings, channels, overlay });
    const [plane] = planesOf(map, encoder.layout, { ...settings, channels });
    return { picture: pictures[0]!.image, words: strongestPlace(plane!.values) };
  }
  const largest = largestBars(map, settings.sign, BARS);
  const unit = Math.abs(largest[0]?.value ?? 1);
  const bars = largest.map(({ name, value }) => ({ name, value: value / unit }));
  const words = bars.map(({ name, value }) => `${name} ${Math.round(100 * value)} %`).join(', ');
  return { bars, words: words || 'zero everywhere' };
}
