import { checkOptions, invalidArgument, mean, pictureLayout, size } from '@csm/base';
import { featureSums } from '@csm/explainers';
import ndarray, { type NdArray } from 'ndarray';
import { checkMaps, checkSameShape } from '../maps/check-maps.js';
import { hasNaN } from '../statistics/has-nan.js';
import type { EvidenceOverlap, EvidenceOverlapOptions } from './evidence-overlap-types.js';

/**
 * The overlap of maps with what the encoder answers: o = Σ_r min(a_r, e_r), where a_r is the share of the map's magnitude in feature r,
 * Σ_{i in r} |m_i| / Σ_i |m_i|, and e_r the share of the evidence, |E_r| / Σ_r |E_r|. The evidence is the map of `replacement` of
 * `@csm/explainers`: how much the score falls if the feature becomes real content without the concept.
 *
 * 1 if map and evidence are distributed alike, 0 if they have no feature in common: 1 − o is the total variation distance between the
 * two distributions. Signs are not compared, since the sign of a decoder map or of guided backprop is not that of a score. A map
 * without any mass overlaps with nothing: 0.
 *
 * @param maps `[n, ...inputShape]`.
 * @param evidence the maps of `replacement` for the same inputs and concept, `[n, ...inputShape]`.
 * @throws if the shapes differ, a map holds NaN, or the features do not fit.
 */
export function evidenceOverlap(
  maps: NdArray,
  evidence: NdArray,
  options: EvidenceOverlapOptions = {},
): EvidenceOverlap {
  const caller = 'evidenceOverlap';
  checkOptions<EvidenceOverlapOptions>(caller, options, { features: true, layout: true });
  checkMaps(caller, maps);
  checkSameShape(caller, maps, evidence, 'maps and evidence');
  const { features } = options;
  const layout = pictureLayout(caller, 'the maps', maps.shape.slice(1), options.layout);
  const of = (each: NdArray, kind: 'values' | 'magnitudes') =>
    featureSums(each, { features, layout, of: kind }).map(shares);
  const [own, answers] = [of(maps, 'magnitudes'), of(evidence, 'values')];
  const even = of(ones(maps.shape), 'values');
  const overlaps = Float64Array.from(own, (a, i) => {
    const e = answers[i] ?? a;
    if (hasNaN(a) || hasNaN(e)) {
      throw invalidArgument(`${caller}: map ${i} or its evidence holds NaN; expected finite numbers.`);
    }
    return common(a, e);
  });
  return {
    overlap: mean(overlaps),
    overlaps,
    uniform: mean(answers.map((e, i) => common(even[i] ?? e, e))),
  };
}

/** Magnitudes as shares of their sum; all zero if the sum is. */
function shares(sums: Float64Array): Float64Array {
  const all = sums.reduce((sum, value) => sum + Math.abs(value), 0);
  return sums.map((value) => (all === 0 ? 0 : Math.abs(value) / all));
}

const common = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, value, at) => sum + Math.min(value, b[at] ?? 0), 0);

const ones = (shape: readonly number[]) => ndarray(new Float32Array(size(shape)).fill(1), [...shape]);
