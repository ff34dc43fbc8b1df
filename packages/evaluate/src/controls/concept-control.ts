import {
  CHANNEL_OPTIONS,
  type ChannelOptions,
  checkOptions,
  checkSignal,
  eventLoopYielder,
  invalidArgument,
  largest,
  mean,
  rows,
  standardDeviation,
} from '@csm/base';
import { checkpoint } from '@csm/core/extend';
import ndarray, { type NdArray } from 'ndarray';
import { checkMaps, checkSameShape } from '../maps/check-maps.js';
import { stackRows } from '../maps/stack-rows.js';
import { channelSums } from '../maps/sum-channels.js';
import { zip } from '../maps/zip.js';
import { type MapSimilarity, mapSimilarity, perSimilarity } from '../similarity/map-similarity.js';
import { nanMean } from '../statistics/nan-mean.js';

/** Options of {@link conceptControl}. */
export interface ConceptControlOptions extends ChannelOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A comparison of a concept's maps with maps of random concepts for the same inputs. */
export interface ConceptControl {
  /** Similarity of each input's map to that of each random concept, `[n, random concepts]`. */
  readonly similarity: Readonly<Record<keyof MapSimilarity, NdArray<Float64Array>>>;
  /**
   * Share of each map's variance that the map of a random concept explains, on average: the mean of r², where r is
   * the Pearson correlation; `[n]`. If it is 1, all concepts have the same map, up to sign and scale. Null, for maps
   * that are linear in the concept: 1 / (number of unrelated maps that the encoder can give). NaN if a map is
   * constant.
   */
  readonly explainedByRandom: Float64Array;
  /** Each pixel's distance from the mean of the random concepts' maps, in units of their spread: {@link zMaps}. */
  readonly zMaps: NdArray<Float32Array>;
}

/**
 * The concept control: compares the maps of a concept with those of random concepts. If a map is much the same for a
 * random concept, it shows the input and the network, not the concept.
 *
 * Source: the randomisation tests of Adebayo et al. 2018 (arXiv 1810.03292); Sixt, Granz & Landgraf 2020 (arXiv
 * 1912.09818) for the reason why modified backward passes lose the information of the last layers.
 *
 * @param maps maps of the concept, `[n, ...inputShape]`; channels of pictures are summed.
 * @param randomMaps one array of the same shape per random concept, as `explain` returns for `isotropicConcepts` and others.
 * @throws if there are fewer than two random maps, their shapes differ, or an option is invalid; if pictures look like channels
 * first and no layout is given.
 * @category Controls
 */
export async function conceptControl(
  maps: NdArray,
  randomMaps: readonly NdArray[],
  options: ConceptControlOptions = {},
): Promise<ConceptControl> {
  const caller = 'conceptControl';
  checkOptions<ConceptControlOptions>(caller, options, { ...CHANNEL_OPTIONS, signal: true });
  checkSignal(caller, options.signal);
  return controlOf(caller, maps, randomMaps, options);
}

/** The same as {@link conceptControl}, but errors name the given function. */
export async function controlOf(
  caller: string,
  maps: NdArray,
  randomMaps: readonly NdArray[],
  options: ConceptControlOptions,
): Promise<ConceptControl> {
  checkRandomMaps(caller, maps, randomMaps);
  const pixels = channelSums(caller, maps, options);
  const [n = 0, ...shape] = pixels.shape;
  const run = { signal: options.signal, pause: eventLoopYielder() };
  const similarities: MapSimilarity[][] = [];
  for (const [row, randomRows] of withRandomRows(caller, pixels, randomMaps, options)) {
    const ofRow: MapSimilarity[] = [];
    for (const random of randomRows) {
      await checkpoint(run);
      ofRow.push(mapSimilarity(row, random, shape));
    }
    similarities.push(ofRow);
  }
  return {
    similarity: perSimilarity((name) => {
      const values = Float64Array.from(similarities.flat(), (similarity) => similarity[name]);
      return ndarray(values, [n, randomMaps.length]);
    }),
    explainedByRandom: Float64Array.from(similarities, (each) =>
      nanMean(each.map(({ pearson }) => pearson ** 2)),
    ),
    zMaps: zMapsOf(caller, maps, randomMaps, options),
  };
}

/** The float32 rounding between equal maps, as a share of their largest number; it does not count as a spread. */
const ROUNDING = 1e-6;

/**
 * Maps in units of the spread over random concepts: (m − mean) / (spread + s₀) per pixel, with mean and spread over
 * the random concepts' maps of the same input. The spread is the unbiased standard deviation; s₀ is one hundredth of
 * its mean over the map, so that pixels where random concepts happen to agree do not dominate. Null: mean 0, spread
 * about 1. If the random concepts' maps do not differ anywhere, there is no unit, and the map is 0 (as in
 * `contrastive` with `units: 'spread'`).
 *
 * Source: the regularised difference of Tusher, Tibshirani & Chu 2001 (doi 10.1073/pnas.091062498).
 *
 * @returns `[n, height, width]` for pictures, whose channels are summed; otherwise `[n, ...inputShape]`.
 * @throws if there are fewer than two random maps, their shapes differ, or an option is invalid; if pictures look like channels
 * first and no layout is given.
 * @category Controls
 */
export function zMaps(
  maps: NdArray,
  randomMaps: readonly NdArray[],
  options: ChannelOptions = {},
): NdArray<Float32Array> {
  checkOptions<ChannelOptions>('zMaps', options, CHANNEL_OPTIONS);
  checkRandomMaps('zMaps', maps, randomMaps);
  return zMapsOf('zMaps', maps, randomMaps, options);
}

function zMapsOf(
  caller: string,
  maps: NdArray,
  randomMaps: readonly NdArray[],
  options: ChannelOptions,
): NdArray<Float32Array> {
  const pixels = channelSums(caller, maps, options);
  const zRows = Array.from(withRandomRows(caller, pixels, randomMaps, options), ([row, randomRows]) => {
    const [differences, spreads] = [new Float64Array(row.length), new Float64Array(row.length)];
    const random = new Float64Array(randomRows.length);
    for (let at = 0; at < row.length; at++) {
      for (let k = 0; k < random.length; k++) random[k] = randomRows[k]![at]!;
      differences[at] = row[at]! - mean(random);
      spreads[at] = standardDeviation(random);
    }
    const size = largest([row, ...randomRows].map((each) => largest(each.map(Math.abs))));
    const least = mean(spreads) > ROUNDING * size ? mean(spreads) / 100 : 0;
    return differences.map((value, at) => (least === 0 ? 0 : value / (spreads[at]! + least)));
  });
  return stackRows(zRows, pixels.shape.slice(1));
}

/** Each input's map together with its maps of all random concepts. */
function withRandomRows(
  caller: string,
  pixels: NdArray,
  randomMaps: readonly NdArray[],
  options: ChannelOptions,
): Iterable<[Float32Array, readonly Float32Array[]]> {
  const randomRows = randomMaps.map((random) => rows(channelSums(caller, random, options)));
  return zip(rows(pixels), zip<readonly Float32Array[]>(...randomRows));
}

function checkRandomMaps(caller: string, maps: NdArray, randomMaps: readonly NdArray[]): void {
  checkMaps(caller, maps);
  if (!Array.isArray(randomMaps) || randomMaps.length < 2) {
    const got = Array.isArray(randomMaps) ? randomMaps.length : 'no array';
    throw invalidArgument(
      `${caller}: expected an array with the maps of at least 2 random concepts; got ${got}; explain ` +
        'isotropicConcepts(concept) and pass the maps.',
    );
  }
  for (const random of randomMaps) checkSameShape(caller, maps, random, 'all maps');
}
