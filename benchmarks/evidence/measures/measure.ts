import { averageMaps, checkerboard, conceptControl, localisation } from '@csm/evaluate';
import { sumChannels } from '@csm/evaluate/measures';
import ndarray, { type NdArray } from 'ndarray';
import { average } from '../../../support/average.js';
import type { GroundConcept } from '../grounds/ground.js';
import type { Settings } from '../settings.js';

/** A measure of a concept's maps, and the same measure of the maps of each random vector. */
export interface Compared {
  readonly concept: number;
  readonly isotropic: readonly number[];
  readonly permuted: readonly number[];
}

/** The measures of one method's maps of one concept. */
export interface CaseResult {
  readonly concept: string;
  readonly inputs: number;
  /**
   * Share of the mass in the mask, divided by the mask's share of the area. For tissue: the mass of the map's positive part.
   * Null: 1.
   */
  readonly mass: Compared;
  /** ROC AUC of |map|; for tissue, of the signed map. Null: 0.5. */
  readonly auc: Compared;
  /** For tissue: AUC of the average over the inputs' maps. */
  readonly averageAuc?: Compared;
  /** Share of the inputs whose map has a positive sum inside the mask. */
  readonly positive: { readonly with: number; readonly without: number };
  /** Mass over area on inputs that lack the concept. */
  readonly massWithout: number;
  /** Mean r² with maps of random vectors, as in the gate; NaN (null in JSON) if maps are constant. */
  readonly explainedByRandom: { readonly isotropic: number; readonly permuted: number };
  /** Share of the maps' variance that repeats every two pixels; below .01 for random maps. */
  readonly checkerboard: number;
  /** Measures of the concept's maps for an untrained encoder. */
  readonly untrained?: { readonly mass: number; readonly auc: number };
}

/**
 * Maps for one concept: maps of its vector and of random vectors on the same inputs, and maps of its vector on inputs
 * that lack the concept.
 */
export interface ConceptMaps {
  readonly maps: NdArray;
  readonly isotropic: readonly NdArray[];
  readonly permuted: readonly NdArray[];
  readonly without: NdArray;
  readonly untrained?: NdArray;
}

export async function measureMaps(
  place: GroundConcept,
  tissue: boolean,
  { maps, isotropic, permuted, without, untrained }: ConceptMaps,
  { gateInputs }: Settings,
): Promise<CaseResult> {
  const where = (of: NdArray) => placeOf(place, tissue, of);
  const own = where(maps);
  const nulls = { isotropic: isotropic.map(where), permuted: permuted.map(where) };
  const compared = (of: (found: Place) => number): Compared => ({
    concept: rounded(of(own)),
    isotropic: nulls.isotropic.map((found) => rounded(of(found))),
    permuted: nulls.permuted.map((found) => rounded(of(found))),
  });
  const first = (of: NdArray) => firstOf(of, gateInputs);
  const explained = async (random: readonly NdArray[]) => {
    const { explainedByRandom } = await conceptControl(first(maps), random.map(first));
    return rounded(average(explainedByRandom.filter((value) => !Number.isNaN(value))));
  };
  const massWithout = placeOf({ ...place, masks: place.withoutMasks }, tissue, without).mass;
  return {
    concept: place.name,
    inputs: maps.shape[0]!,
    mass: compared(({ mass }) => mass),
    auc: compared(({ auc }) => auc),
    ...(tissue && { averageAuc: compared(({ averageAuc }) => averageAuc!) }),
    positive: {
      with: positiveShare(maps, place.masks),
      without: positiveShare(without, place.withoutMasks),
    },
    massWithout: rounded(massWithout),
    explainedByRandom: { isotropic: await explained(isotropic), permuted: await explained(permuted) },
    checkerboard: rounded(average(checkerboard(maps).share.filter((share) => !Number.isNaN(share)))),
    ...(untrained && {
      untrained: { mass: rounded(where(untrained).mass), auc: rounded(where(untrained).auc) },
    }),
  };
}

interface Place {
  readonly mass: number;
  readonly auc: number;
  readonly averageAuc?: number;
}

/** Measures of how well maps match the masks, as means over the inputs. */
function placeOf(
  { masks, within }: Pick<GroundConcept, 'masks' | 'within'>,
  tissue: boolean,
  maps: NdArray,
): Place {
  const options = { sign: tissue ? 'positive' : 'absolute', ...(within && { within }) } as const;
  const { mass, area, auc } = localisation(maps, masks, options);
  return {
    mass: average(mass) / average(area),
    auc: average(auc),
    ...(tissue && { averageAuc: aucOfPicture(averageMaps(sumChannels(maps)).mean.data, { masks, within }) }),
  };
}

/** ROC AUC of one signed picture as a detector of the mask. */
export function aucOfPicture(
  picture: Float32Array,
  { masks, within }: { masks: NdArray<Uint8Array>; within?: NdArray<Uint8Array> | undefined },
): number {
  const one = ndarray(picture, [1, ...masks.shape.slice(-2)]);
  return localisation(one, masks, { sign: 'positive', ...(within && { within }) }).auc[0]!;
}

/** Share of maps whose sum inside the mask is above 0. */
export function positiveShare(maps: NdArray, masks: NdArray<Uint8Array>): number {
  const { data, shape } = sumChannels(maps);
  const [count = 0, height = 0, width = 0] = shape;
  const size = height * width;
  const common = masks.shape.length === 2;
  let positive = 0;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let at = 0; at < size; at++) {
      if (masks.data[common ? at : i * size + at]) sum += data[i * size + at]!;
    }
    if (sum > 0) positive += 1;
  }
  return rounded(positive / count);
}

function firstOf(maps: NdArray, count: number): NdArray {
  const kept = Math.min(count, maps.shape[0]!);
  const each = maps.size / maps.shape[0]!;
  return ndarray((maps.data as Float32Array).subarray(0, kept * each), [kept, ...maps.shape.slice(1)]);
}

/** Five digits are more than the precision of measures over a few maps. */
const rounded = (value: number) => Number(value.toFixed(5));
