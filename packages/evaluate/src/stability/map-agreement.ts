import {
  CHANNEL_OPTIONS,
  type ChannelOptions,
  checkList,
  checkOptions,
  invalidArgument,
  rows,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkMaps, checkSameShape } from '../maps/check-maps.js';
import { channelSums } from '../maps/sum-channels.js';
import { zip } from '../maps/zip.js';
import { type MapSimilarity, mapSimilarity, perSimilarity } from '../similarity/map-similarity.js';
import { nanMean } from '../statistics/nan-mean.js';

/**
 * Stability: how similar several maps of the same inputs and the same concept are, as the mean over all pairs of maps; one number
 * per input. Use it for maps of models with several seeds, of bootstrap resamples of the concept's examples, or of
 * samples of the posterior. Null: the same number for maps of random concepts.
 *
 * Source: Yeh et al. 2019 and Alvarez-Melis & Jaakkola 2018 (arXiv 1806.08049) measure this for nearby inputs; here
 * it is measured for anything that should not matter.
 *
 * @param maps at least two arrays of the same shape `[n, ...inputShape]`; channels of pictures are summed.
 * @throws if there are fewer than two arrays, or their shapes differ; if pictures look like channels first and no layout is given.
 * @category Stability
 */
export function mapAgreement(
  maps: readonly NdArray[],
  options: ChannelOptions = {},
): Readonly<Record<keyof MapSimilarity, Float64Array>> {
  const caller = 'mapAgreement';
  checkOptions<ChannelOptions>(caller, options, CHANNEL_OPTIONS);
  checkList(caller, 'maps', maps);
  const [first] = maps;
  if (first === undefined || maps.length < 2) {
    throw invalidArgument(`${caller}: expected at least two arrays of maps; got ${maps.length}.`);
  }
  for (const each of maps) {
    checkMaps(caller, each);
    checkSameShape(caller, first, each, 'all maps');
  }
  const pixels = maps.map((each) => channelSums(caller, each, options));
  const [, ...shape] = pixels[0]?.shape ?? [];
  const perInput = zip<readonly Float32Array[]>(...pixels.map((each) => rows(each)));
  const similarities = Array.from(perInput, (mapsOfInput) =>
    pairs(mapsOfInput).map(([a, b]) => mapSimilarity(a, b, shape)),
  );
  return perSimilarity((name) =>
    Float64Array.from(similarities, (found) => nanMean(found.map((similarity) => similarity[name]))),
  );
}

/** All pairs of different items. */
function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b): [T, T] => [a, b]));
}
