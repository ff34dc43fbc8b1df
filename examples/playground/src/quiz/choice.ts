import type { Explanation } from '@csm/core';
import { overlay, type RgbaImage } from '@csm/render';
import { currentModel } from '../session/session.js';
import type { MapSettings } from '../session/settings.js';
import { strongestPlace } from './strongest-place.js';

/** One of the maps among which the user chooses: a picture, or the most important features of a row. */
export interface Choice {
  readonly picture?: RgbaImage;
  /** The largest first, as shares of the largest. */
  readonly bars?: readonly { readonly name: string; readonly share: number }[];
  /** The map in words, for those who cannot see it. */
  readonly words: string;
}

const BARS = 6;

/** Draws a map for the quiz: all maps in the same way, each over its own range. */
export function choiceOf({ maps }: Explanation, input: number, { overlay: opacity }: MapSettings): Choice {
  const { encoder, inputs, kind, featureNames } = currentModel();
  const map = maps.pick(0);
  if (kind === 'pictures') {
    const layout = encoder.layout ?? 'channelsLast';
    return {
      picture: overlay(inputs.pick(input), map, { layout, opacity }),
      words: strongestPlace(map, layout),
    };
  }
  const values = Array.from({ length: map.size }, (_, feature) => map.get(feature));
  const order = values
    .map((_, feature) => feature)
    .sort((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!));
  const largest = Math.abs(values[order[0]!]!) || 1;
  const bars = order.slice(0, BARS).map((feature) => ({
    name: featureNames?.[feature] ?? `feature ${feature + 1}`,
    share: values[feature]! / largest,
  }));
  return { bars, words: bars.map(({ name, share }) => `${name} ${Math.round(100 * share)} %`).join(', ') };
}
