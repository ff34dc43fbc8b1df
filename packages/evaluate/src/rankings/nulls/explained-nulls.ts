import { benjaminiHochberg, keyedNormal, mean, standardDeviation } from '@csm/base';
import { type ConceptVector, conceptVector, dotProduct } from '@csm/core';
import type { GeneRanking } from '../gene-ranking.js';
import type { Exchanges } from './exchanges.js';
import { type LabelNull, type NullSettings, stacked } from './linear-null.js';
import { pooledNull } from './pooled-null.js';
import { studentTail, withoutConcept } from './specificity.js';

/** Attributes concepts: `[concepts, genes]`, means over the sampled cells. */
export type AttributeConcepts = (concepts: readonly ConceptVector[]) => Promise<Float64Array>;

/**
 * Exchanged labels or numbers for methods that are not linear in the concept: the direction of each exchange is explained. The
 * attribution of a gene is divided by its root mean square over all labellings, the given one included, so that genes can be pooled.
 */
export async function explainedNull(
  { given: own, count, isExact, smallestP, each }: Exchanges,
  attribute: AttributeConcepts,
  { keepPermuted, pause }: NullSettings,
): Promise<LabelNull> {
  const vectors = [own.vector];
  const given: boolean[] = [];
  await each(async ({ vector }, isGiven) => {
    await pause();
    vectors.push(vector);
    given.push(isGiven);
  });
  const found = await attribute(vectors.map((vector, b) => conceptVector(`labelling ${b}`, vector)));
  const genes = found.length / vectors.length;
  const rows = vectors.map((_, b) => found.subarray(b * genes, (b + 1) * genes));
  const others = isExact ? rows.slice(1) : rows;
  const scale = Float64Array.from({ length: genes }, (_, g) =>
    Math.sqrt(others.reduce((sum, row) => sum + row[g]! ** 2, 0) / others.length),
  );
  const statistics = (row: Float64Array) =>
    row.map((value, g) => (scale[g]! > 0 ? Math.abs(value) / scale[g]! : 0));
  const [first = new Float64Array(0), ...permuted] = rows;
  const pooled = pooledNull(statistics(first));
  for (const row of permuted) pooled.add(statistics(row));
  const kept = permuted.filter((_, b) => !given[b]).map((row) => Float32Array.from(row));
  return {
    ...pooled.pValues(isExact),
    permutations: count,
    smallestP,
    ...(keepPermuted && { permuted: stacked(kept, genes) }),
  };
}

/**
 * Random concepts as in `linearSpecificity`, but explained one by one: z = (own − mean) / spread over the R random concepts, and p
 * the two-sided tail of Student's t with R − 1 degrees of freedom at z / √(1 + 1 / R).
 */
export async function explainedSpecificity(
  concept: ConceptVector,
  latents: readonly ArrayLike<number>[],
  attribute: AttributeConcepts,
  count: number,
  seed: number,
): Promise<GeneRanking['specificity']> {
  const vector = Float64Array.from(concept.vector);
  const squaredLength = vector.reduce((sum, value) => sum + value * value, 0);
  const rows = withoutConcept(vector, squaredLength, latents);
  const total = rows.reduce((sum, row) => sum + row.reduce((all, value) => all + value * value, 0), 0);
  if (!(total > 0)) return undefined;
  const scale = Math.sqrt(squaredLength / total);
  const random = Array.from({ length: count }, (_, k) => {
    const normal = keyedNormal('specificity', seed, k);
    const direction = new Float64Array(vector.length);
    for (const row of rows) {
      const weight = normal() * scale;
      for (let l = 0; l < row.length; l++) direction[l]! += weight * row[l]!;
    }
    return conceptVector(`random ${k + 1}`, direction);
  });
  const found = await attribute([concept, ...random]);
  const genes = found.length / (count + 1);
  const others = new Float64Array(count);
  const z = Float64Array.from({ length: genes }, (_, g) => {
    for (let k = 0; k < count; k++) others[k] = found[(k + 1) * genes + g]!;
    const difference = found[g]! - mean(others);
    return difference === 0 ? 0 : difference / standardDeviation(others);
  });
  const p = z.map((value) => studentTail(value / Math.sqrt(1 + 1 / count), count - 1));
  return { z, p, q: benjaminiHochberg(p) };
}

/** The scores of concepts, for the explainer. */
export const scoresOf = (concepts: readonly ConceptVector[]) =>
  concepts.map((concept) => dotProduct(concept));
