import { checkList, checkOptions, invalidArgument, mean, shown, validNames } from '@csm/base';
import { rocAuc } from '@csm/core/statistics';
import { nanMean } from '../statistics/nan-mean.js';
import type { LayerEvidence, LayerEvidenceOptions } from './layer-evidence-types.js';
import { checkNeighbours, checkSpots, moransIOf } from './morans-i.js';

/**
 * Measures how well maps of a tissue find a labelled layer: the area under the ROC curve of the signed values, for the spots of
 * the layer against all other labelled spots. Counts and decoded concepts can be measured in the same way, for comparison.
 *
 * Read it together with `randomMaps`: if maps for random concept vectors also find the layer, the maps do not depend on the
 * concept.
 *
 * @param maps one map per example, such as the genes of a concept, each with one value per spot (`atSpots` of `@csm/datasets`).
 * Spots with NaN are ignored.
 * @param labels the label of each spot; spots with `null` are ignored.
 * @param layers the label or labels that count as the layer.
 * @throws if lengths differ, a value is infinite, a layer is not among the labels, no labelled spot is outside the layers,
 * or a map has no value inside or outside the layer.
 *
 * @example
 * const { oneMap, meanMap } = layerEvidence(maps, tissue.spots.labels, 'GCL');
 * @category Tissue
 */
export function layerEvidence(
  maps: readonly ArrayLike<number>[],
  labels: readonly (string | null)[],
  layers: string | readonly string[],
  options: LayerEvidenceOptions = {},
): LayerEvidence {
  const caller = 'layerEvidence';
  checkOptions<LayerEvidenceOptions>(caller, options, { randomMaps: true, neighbours: true });
  const { randomMaps, neighbours } = options;
  checkList(caller, 'labels', labels);
  const inside = spotsInside(caller, labels, typeof layers === 'string' ? [layers] : layers);
  checkMapList(caller, maps, 'maps', labels.length);
  if (neighbours) checkNeighbours(caller, neighbours, labels.length);
  if (randomMaps) {
    checkList(caller, 'randomMaps', randomMaps);
    if (randomMaps.length === 0) {
      throw invalidArgument(`${caller}: randomMaps must hold the maps of at least one vector; got none.`);
    }
    for (const [i, random] of randomMaps.entries()) {
      checkMapList(caller, random, `randomMaps[${i}]`, labels.length);
    }
  }
  const auc = (map: ArrayLike<number>, what: string) => aucOf(caller, map, what, inside);
  const aucs = (each: readonly ArrayLike<number>[], what: string) =>
    Float64Array.from(each, (map, i) => auc(map, `map ${i} of ${what}`));
  const perMap = aucs(maps, 'maps');
  return {
    perMap,
    oneMap: mean(perMap),
    meanMap: auc(meanMapOf(maps), 'the mean map'),
    randomMap: randomMaps ? mean(randomMaps.map((random) => mean(aucs(random, 'randomMaps')))) : Number.NaN,
    moransI: neighbours ? nanMean(maps.map((map) => moransIOf(map, neighbours))) : Number.NaN,
  };
}

/** For each spot: whether it is in the layers; `null` without a label. */
function spotsInside(
  caller: string,
  labels: readonly (string | null)[],
  layers: readonly string[],
): readonly (boolean | null)[] {
  checkList(caller, 'layers', layers);
  const bad = labels.findIndex((label) => label !== null && typeof label !== 'string');
  if (bad >= 0) {
    throw invalidArgument(
      `${caller}: labels must be texts, or null for spots without a label; spot ${bad} has ${shown(labels[bad])}.`,
    );
  }
  if (layers.length === 0) throw invalidArgument(`${caller}: expected at least one layer; got none.`);
  const names = [...new Set(labels.filter((label) => label !== null))];
  const unknown = layers.find((layer) => !names.includes(layer));
  if (unknown !== undefined) {
    throw invalidArgument(
      `${caller}: no spot has the label "${unknown}"; ${validNames('labels', unknown, names)}.`,
    );
  }
  if (names.every((name) => layers.includes(name))) {
    throw invalidArgument(
      `${caller}: expected labelled spots also outside the layers; all labelled spots are in ${layers.join(', ')}.`,
    );
  }
  return labels.map((label) => (label === null ? null : layers.includes(label)));
}

function checkMapList(caller: string, maps: readonly ArrayLike<number>[], what: string, spots: number): void {
  checkList(caller, what, maps);
  if (maps.length === 0) throw invalidArgument(`${caller}: ${what} must hold at least one map; got none.`);
  for (const [i, map] of maps.entries()) {
    checkSpots(caller, map, `map ${i} of ${what}`);
    if (map.length === spots) continue;
    throw invalidArgument(
      `${caller}: each map must have one value per label, ${spots}; map ${i} of ${what} has ${map.length}.`,
    );
  }
}

function aucOf(
  caller: string,
  map: ArrayLike<number>,
  what: string,
  inside: readonly (boolean | null)[],
): number {
  const values: { readonly true: number[]; readonly false: number[] } = { true: [], false: [] };
  for (const [spot, isInside] of inside.entries()) {
    const value = map[spot] ?? Number.NaN;
    if (isInside !== null && !Number.isNaN(value)) values[`${isInside}`].push(value);
  }
  if (values.true.length > 0 && values.false.length > 0) return rocAuc(values.true, values.false);
  const where = values.true.length > 0 ? 'outside' : 'inside';
  throw invalidArgument(
    `${caller}: ${what} must have a value at labelled spots inside and outside the layer; all ${where} are NaN.`,
  );
}

function meanMapOf(maps: readonly ArrayLike<number>[]): Float64Array {
  const [first] = maps;
  return Float64Array.from(first ?? [], (_, spot) => mean(maps.map((map) => map[spot] ?? Number.NaN)));
}
