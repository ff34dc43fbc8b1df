import type { NdArray } from 'ndarray';
import { checkMaps, checkSameShape } from '../maps/check.js';
import { rowsOf, sumChannels } from '../maps/maps.js';
import { meanDefined } from '../maps/mean.js';
import { type MapSimilarity, mapSimilarity, similarityNames } from '../similarity/map-similarity.js';

/**
 * Stability: how alike several maps of the same inputs and the same concept are, as the mean over all pairs of maps, a number an
 * input. For maps by models of several seeds, by bootstrap resamples of the concept's examples, or by samples of the
 * posterior. Null: the same number for maps of random concepts.
 *
 * Source: Yeh et al. 2019 and Alvarez-Melis & Jaakkola 2018 (arXiv 1806.08049) ask it of inputs nearby; here, of everything
 * that should not matter.
 *
 * @param maps at least two arrays of one shape `[n, ...inputShape]`; channels of pictures are summed.
 */
export function mapAgreement(maps: readonly NdArray[]): Readonly<Record<keyof MapSimilarity, Float64Array>> {
  if (!Array.isArray(maps) || maps.length < 2) {
    throw new Error('mapAgreement: expected at least two arrays of maps.');
  }
  for (const one of maps) {
    checkMaps('mapAgreement', one);
    checkSameShape('mapAgreement', maps[0]!, one, 'all maps');
  }
  const pixels = maps.map(sumChannels);
  const rows = pixels.map(rowsOf);
  const shape = pixels[0]!.shape.slice(1);
  const perInput = rows[0]!.map((_, i) =>
    rows.flatMap((a, first) => rows.slice(first + 1).map((b) => mapSimilarity(a[i]!, b[i]!, shape))),
  );
  return Object.fromEntries(
    similarityNames.map((name) => [
      name,
      Float64Array.from(perInput, (pairs) => meanDefined(pairs.map((pair) => pair[name]))),
    ]),
  ) as Record<keyof MapSimilarity, Float64Array>;
}

/**
 * Share of a map's numbers that lie further from zero than some standard errors, a number an input: for maps that are averages,
 * such as `posteriorAverage` and SmoothGrad's. Null: 0.046 for two standard errors of normal draws around zero.
 *
 * @param standardErrors of each number, as `explain` returns them for `posteriorAverage`.
 */
export function shareBeyondError(
  maps: NdArray,
  standardErrors: NdArray,
  options: { errors?: number | undefined } = {},
): Float64Array {
  const { errors = 2 } = options;
  checkMaps('shareBeyondError', maps);
  checkSameShape('shareBeyondError', maps, standardErrors, 'maps and standard errors');
  const limits = rowsOf(standardErrors);
  return Float64Array.from(rowsOf(maps), (row, i) => {
    const beyond = row.filter((value, at) => Math.abs(value) > errors * limits[i]![at]!);
    return beyond.length / row.length;
  });
}
