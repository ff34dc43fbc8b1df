import { checkOptions, invalidArgument, mean, pictureLayout, smallest } from '@csm/base';
import { featureSums } from '@csm/explainers';
import ndarray, { type NdArray } from 'ndarray';
import { checkMaps, checkSameShape } from '../maps/check-maps.js';
import { hasNaN } from '../statistics/has-nan.js';
import { weightedPearson } from '../statistics/weighted-pearson.js';
import type { EvidenceOverlap, EvidenceOverlapOptions } from './evidence-overlap-types.js';

/** Features whose effect is below this share of the mean effect have none. */
const NO_EFFECT = 0.01;

/**
 * Compares maps with how the encoder responds to real content. The evidence is the map of `replacement` of `@csm/explainers`: how much
 * the score falls when a feature is replaced by that of real inputs without the concept. With a_r = Σ_{i in r} |m_i|, the map's
 * magnitude in feature r, and e_r = |E_r|, the magnitude of the effect, it returns their correlation over the features (per number,
 * weighted by the features' sizes), the overlap of their distributions Σ_r min(a_r / Σ a, e_r / Σ e), and the share of the map in features without any effect.
 *
 * Signs are not compared, since the sign of a decoder map or of guided backprop is not that of a score. Where a map lies inside
 * a feature is not compared. A map that is zero everywhere has no agreement.
 *
 * @param maps `[n, ...inputShape]`.
 * @param evidence the maps of `replacement` for the same inputs, concept and features, `[n, ...inputShape]`.
 * @throws if the shapes differ, a map holds NaN, or the features do not fit.
 * @category Localisation
 */
export function evidenceOverlap(
  maps: NdArray,
  evidence: NdArray,
  options: EvidenceOverlapOptions = {},
): EvidenceOverlap {
  const caller = 'evidenceOverlap';
  checkOptions<EvidenceOverlapOptions>(caller, options, { features: true, asked: true, layout: true });
  checkMaps(caller, maps);
  checkSameShape(caller, maps, evidence, 'maps and evidence');
  const { features, asked } = options;
  if (asked !== undefined) checkSameShape(caller, maps, asked, 'maps and asked');
  const layout = pictureLayout(caller, 'the maps', maps.shape.slice(1), options.layout);
  const own = featureSums(maps, { features, layout, of: 'magnitudes' });
  const effects = featureSums(evidence, { features, layout }).map((each) => each.map(Math.abs));
  const sizes = featureSums(ones(maps), { features, layout });
  const asks = asked && featureSums(asked, { features, layout });
  const about = (each: readonly Float64Array[]) =>
    each.map((sums, i) => sums.filter((_, feature) => asks === undefined || (asks[i]?.[feature] ?? 0) > 0));
  const [ownAsked, effectsAsked, sizesAsked] = [about(own), about(effects), about(sizes)];
  const agreements = ownAsked.map((a, i) =>
    agreement(caller, i, a, effectsAsked[i] ?? a, sizesAsked[i] ?? a),
  );
  const each = (name: keyof Agreement) => Float64Array.from(agreements, (one) => one[name]);
  const [correlations, overlaps] = [each('correlation'), each('overlap')];
  return {
    correlation: mean(correlations),
    correlations,
    overlap: mean(overlaps),
    overlaps,
    uniform: mean(each('uniform')),
    unread: mean(each('unread')),
    features: smallest(ownAsked.map(({ length }) => length)),
  };
}

interface Agreement {
  readonly correlation: number;
  readonly overlap: number;
  readonly uniform: number;
  readonly unread: number;
}

function agreement(
  caller: string,
  input: number,
  magnitudes: Float64Array,
  effects: Float64Array,
  sizes: Float64Array,
): Agreement {
  if (hasNaN(magnitudes) || hasNaN(effects)) {
    throw invalidArgument(`${caller}: map ${input} or its evidence holds NaN; expected finite numbers.`);
  }
  const [a, e, even] = [shares(magnitudes), shares(effects), shares(sizes)];
  const perNumber = (sums: Float64Array) => sums.map((sum, at) => sum / (sizes[at] ?? 1));
  const r = a.length === 0 ? 0 : weightedPearson(perNumber(a), perNumber(e), sizes);
  const least = NO_EFFECT / effects.length;
  return {
    correlation: Number.isNaN(r) ? 0 : r,
    overlap: common(a, e),
    uniform: common(even, e),
    unread: a.reduce((sum, share, at) => sum + ((e[at] ?? 0) < least ? share : 0), 0),
  };
}

/** Magnitudes as shares of their sum; all zero if the sum is. */
function shares(magnitudes: Float64Array): Float64Array {
  const all = magnitudes.reduce((sum, value) => sum + value, 0);
  return magnitudes.map((value) => (all === 0 ? 0 : value / all));
}

const common = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, value, at) => sum + Math.min(value, b[at] ?? 0), 0);

const ones = ({ size, shape }: NdArray) => ndarray(new Float32Array(size).fill(1), [...shape]);
