import ndarray from 'ndarray';
import { conceptVector, type Encoder, explain } from '../../../packages/core/src/index.js';
import { ablation, shapley } from '../../../packages/explainers/src/index.js';
import {
  type RelevanceArray,
  type RelevanceRecord,
  relevanceNetworks,
  relevanceRecord,
  type StoredRecord,
} from '../../oracles/relevance.js';
import { type Oracle, values } from '../../oracles.js';

const METHODS = { shapley, ablation };

interface Groups {
  readonly mask: RelevanceArray;
  readonly groups: number;
  readonly [key: string]: unknown;
}

/**
 * The records of groups of inputs of a network, such as `6.shapley.zero`, with our values.
 * @param numbers how many groups; default all that there are.
 */
export async function* groupValues(
  oracle: Oracle,
  encoder: Encoder,
  numbers?: readonly string[],
): AsyncGenerator<{ readonly record: RelevanceRecord; readonly found: ArrayLike<number> }> {
  const concept = conceptVector('oracle', values(oracle.concept_vector));
  const inputs = ndarray(values(oracle.x), oracle.x.shape);
  const all = (relevanceNetworks('gradcam')[oracle.name]?.groups ?? {}) as Record<string, Groups>;
  for (const [count, groups] of Object.entries(all)) {
    if (numbers && !numbers.includes(count)) continue;
    const labels = groups.mask.data;
    for (const key of Object.keys(groups)) {
      const [method = '', from = ''] = key.split('.');
      if (!(method in METHODS)) continue;
      const baseline = oracle.baselines[from as 'zero' | 'random'];
      const explainer = METHODS[method as keyof typeof METHODS]({
        features: ndarray(Int32Array.from(labels), [...groups.mask.shape]),
        replacement: ndarray(values(baseline), baseline.shape),
        perturbationsPerEval: 8,
      });
      const { maps } = await explain(encoder, concept, inputs, explainer);
      const record = relevanceRecord(oracle.name, `${count}.${key}`, groups[key] as StoredRecord);
      yield { record, found: valuesOfGroups(maps.data, labels, groups.groups) };
    }
  }
}

/** The value of each group of each sample: that of any of its members. */
function valuesOfGroups(maps: ArrayLike<number>, labels: Float32Array, groups: number): Float64Array {
  const found = new Float64Array((maps.length / labels.length) * groups);
  for (let at = 0; at < maps.length; at++) {
    const sample = Math.floor(at / labels.length);
    found[sample * groups + (labels[at % labels.length] ?? 0)] = maps[at] ?? Number.NaN;
  }
  return found;
}
