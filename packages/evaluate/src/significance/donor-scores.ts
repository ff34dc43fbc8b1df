import { contiguous, size } from '@csm/base';
import { explain } from '@csm/core';
import { checkpoint } from '@csm/core/extend';
import { replacement } from '@csm/explainers';
import ndarray from 'ndarray';
import type { RegionMembers } from './region-members.js';
import type { RegionSignificanceOptions, RegionTest } from './region-significance-types.js';

/** Number of inputs that the encoder takes at once, if there are as many regions. */
const AT_ONCE = 32;

/** For one concept, how much the score rises with each region of each donor. */
export interface DonorScores {
  readonly name: string;
  /** One row per donor, positives first; one number per region, the mean over the inputs. */
  readonly rows: readonly Float64Array[];
}

/**
 * Takes each region of the inputs from each donor in turn.
 * @param report called with the number of finished donors.
 */
export async function donorScores(
  { encoder, concepts, inputs, positives, negatives }: RegionTest,
  { labels, regionOf }: RegionMembers,
  { batchSize, memory, signal, onWarning: warn = console.warn }: RegionSignificanceOptions,
  report: (done: number) => void,
): Promise<DonorScores[]> {
  const { inputShape } = encoder;
  const list = Array.isArray(concepts) ? concepts : [concepts];
  const features = ndarray(regionOf, [...inputShape]);
  // A warning that only some donors cause, such as that one equals the input, says nothing about the others.
  const warnings = new Map<string, number>();
  const count = (warning: string) => warnings.set(warning, (warnings.get(warning) ?? 0) + 1);
  const perDonor = size(inputShape);
  const values = [contiguous(positives), contiguous(negatives)];
  const perInput = Math.max(1, Math.floor(AT_ONCE / Math.max(1, inputs?.shape?.[0] ?? 1)));
  const found: { readonly name: string; readonly rows: Float64Array[] }[] = [];
  let done = 0;
  for (const side of values) {
    for (let start = 0; start < side.length; start += perDonor) {
      await checkpoint({ signal });
      const donors = ndarray(side.slice(start, start + perDonor), [1, ...inputShape]);
      const explainer = replacement({ donors, features, perturbationsPerEval: perInput });
      const explanations = await explain(encoder, list, inputs, explainer, {
        batchSize,
        memory,
        signal,
        onWarning: count,
      });
      for (const [k, { name, maps }] of explanations.entries()) {
        found[k] ??= { name, rows: [] };
        found[k].rows.push(rises(maps.data, regionOf, labels.length));
      }
      report(++done);
    }
  }
  for (const [warning, times] of warnings) {
    if (times === done) warn(`regionSignificance: ${warning}`);
  }
  return found;
}

/** The maps of `replacement` tell how much the score falls: their sums over regions, negated, as a mean over the inputs. */
function rises(maps: Float32Array, regionOf: Int32Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  const inputs = maps.length / regionOf.length;
  for (const [at, value] of maps.entries()) {
    const region = regionOf[at % regionOf.length] ?? 0;
    sums[region] = (sums[region] ?? 0) - value / inputs;
  }
  return sums;
}
