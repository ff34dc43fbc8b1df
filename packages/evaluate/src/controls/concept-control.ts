import ndarray, { type NdArray } from 'ndarray';
import { checkMaps, checkSameShape } from '../maps/check.js';
import { fromRows, rowsOf, sumChannels } from '../maps/maps.js';
import { meanDefined } from '../maps/mean.js';
import { type MapSimilarity, mapSimilarity, similarityNames } from '../similarity/map-similarity.js';

/** How a concept's maps compare with maps of random concepts, of the same inputs. */
export interface ConceptControl {
  /** Similarity of each input's map with that of each random concept, `[n, random concepts]`. */
  readonly similarity: Readonly<Record<keyof MapSimilarity, NdArray<Float64Array>>>;
  /**
   * Share of each map's variance that the map of a random concept explains, on average: the mean of r², r the Pearson
   * correlation; `[n]`. 1: all concepts have the same map, up to sign and scale. Of maps linear in the concept it is
   * 1 / (number of unrelated maps that the encoder can give), the null. NaN where a map is constant.
   */
  readonly explainedByRandom: Float64Array;
  /**
   * Each pixel's distance from the mean of the random concepts' maps, in units of their spread: {@link zMaps}.
   */
  readonly zMaps: NdArray<Float32Array>;
}

/**
 * The concept control: compares the maps of a concept with those of random concepts. A map that is much the same for a random
 * concept shows the input and the network, not the concept.
 *
 * Source: the randomisation tests of Adebayo et al. 2018 (arXiv 1810.03292); Sixt, Granz & Landgraf 2020 (arXiv 1912.09818) for why modified
 * backward passes forget the last layers.
 *
 * @param maps of the concept, `[n, ...inputShape]`; channels of pictures are summed.
 * @param randomMaps one array of the same shape a random concept, as `explain` gives for `isotropicConcepts` and others.
 * @throws if there are fewer than two random maps, or their shapes differ.
 */
export function conceptControl(maps: NdArray, randomMaps: readonly NdArray[]): ConceptControl {
  checkControl('conceptControl', maps, randomMaps);
  const pixels = sumChannels(maps);
  const shape = pixels.shape.slice(1);
  const rows = rowsOf(pixels);
  const randomRows = randomMaps.map((random) => rowsOf(sumChannels(random)));
  const found = rows.map((row, i) => randomRows.map((random) => mapSimilarity(row, random[i]!, shape)));
  const matrix = (name: keyof MapSimilarity) => {
    const values = Float64Array.from(found.flat(), (similarity) => similarity[name]);
    return ndarray(values, [rows.length, randomMaps.length]);
  };
  const similarity = Object.fromEntries(similarityNames.map((name) => [name, matrix(name)]));
  return {
    similarity: similarity as ConceptControl['similarity'],
    explainedByRandom: Float64Array.from(found, (each) =>
      meanDefined(each.map(({ pearson }) => pearson ** 2)),
    ),
    zMaps: zMaps(maps, randomMaps),
  };
}

/**
 * Maps in units of what random concepts give: (m − mean) / (spread + s₀) per pixel, over the random concepts' maps of the same
 * input; the spread is the unbiased standard deviation, s₀ one hundredth of its mean over the map, so that pixels where
 * random concepts happen to agree do not dominate. Null: mean 0, spread about 1. Where random concepts' maps do not differ
 * anywhere there is no unit, and the map is 0 (as by `contrastive` in spreads).
 *
 * Source: the regularised difference of Tusher, Tibshirani & Chu 2001 (doi 10.1073/pnas.091062498).
 *
 * @returns `[n, height, width]` for pictures, whose channels are summed, else `[n, ...inputShape]`.
 * @throws if there are fewer than two random maps, or their shapes differ.
 */
export function zMaps(maps: NdArray, randomMaps: readonly NdArray[]): NdArray<Float32Array> {
  checkControl('zMaps', maps, randomMaps);
  const pixels = sumChannels(maps);
  const randomRows = randomMaps.map((random) => rowsOf(sumChannels(random)));
  const rows = rowsOf(pixels).map((row, i) => {
    const others = randomRows.map((random) => random[i]!);
    const means = Float64Array.from(
      row,
      (_, at) => others.reduce((sum, other) => sum + other[at]!, 0) / others.length,
    );
    const spreads = Float64Array.from(row, (_, at) => {
      const squares = others.reduce((sum, other) => sum + (other[at]! - means[at]!) ** 2, 0);
      return Math.sqrt(squares / (others.length - 1));
    });
    const least = spreads.reduce((a, b) => a + b, 0) / spreads.length / 100;
    return row.map((value, at) => {
      const difference = value - means[at]!;
      return least === 0 ? 0 : difference / (spreads[at]! + least);
    });
  });
  return fromRows(rows, pixels.shape.slice(1));
}

function checkControl(caller: string, maps: NdArray, randomMaps: readonly NdArray[]): void {
  checkMaps(caller, maps);
  if (!Array.isArray(randomMaps) || randomMaps.length === 0) {
    throw new Error(
      `${caller}: got no maps of random concepts; explain some, such as isotropicConcepts(concept).`,
    );
  }
  if (randomMaps.length < 2) {
    throw new Error(`${caller}: a spread needs the maps of at least 2 random concepts; got those of one.`);
  }
  for (const random of randomMaps) checkSameShape(caller, maps, random, 'all maps');
}
