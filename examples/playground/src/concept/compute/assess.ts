import type { ConceptVector } from '@csm/core';
import { entanglement, splitHalves } from '@csm/core/statistics';
import { selectSamples } from '@csm/datasets';
import { conceptSeparation, gate } from '@csm/evaluate';
import type { NdArray } from 'ndarray';
import type { Attribute } from '../../session/session.js';
import type { ConceptSummary } from '../../session/summary.js';
import type { Examples } from './examples-of.js';

/** More labels than this are not tested for entanglement, so that the concept stays quick. */
const MOST_LABELS = 40;

/** What is known of a concept that was made from examples: does it separate, is it stable, is it another label's? */
export async function assess(
  vector: ConceptVector,
  examples: Examples,
  latents: NdArray<Float32Array>,
  attributes: readonly Attribute[],
  signal: AbortSignal,
): Promise<Pick<ConceptSummary, 'heldOutAuc' | 'aucBounds' | 'stability' | 'notes'>> {
  const positives = selectSamples(latents, examples.with);
  const negatives = selectSamples(latents, examples.without);
  const separation = await conceptSeparation(vector, { positives, negatives }, { signal });
  const { verdict, found, todo } = gate({ name: vector.name, explainer: 'any', separation }).concept;
  const notes = [...examples.notes];
  if (verdict !== 'believe') notes.push(`${found} ${todo}`);
  const halves =
    Math.min(examples.with.length, examples.without.length) < 2
      ? undefined
      : await splitHalves(vector.name, positives, negatives, { signal });
  if (halves && halves.mean <= 0.5) {
    notes.push(
      `The vector depends on which examples you choose: vectors of two halves of them have a cosine of only ${halves.mean.toFixed(2)}. Mark more examples.`,
    );
  }
  notes.push(...alsoMoved(vector, examples, latents, attributes));
  return {
    ...(!Number.isNaN(separation.auc) && { heldOutAuc: separation.auc, aucBounds: separation.bounds }),
    ...(halves && { stability: halves.mean }),
    notes,
  };
}

/** A sentence if the score also separates other labels among examples that agree in the concept. */
function alsoMoved(
  vector: ConceptVector,
  examples: Examples,
  latents: NdArray<Float32Array>,
  attributes: readonly Attribute[],
): string[] {
  const own = new Array<boolean | null>(latents.shape[0]!).fill(null);
  for (const row of examples.with) own[row] = true;
  for (const row of examples.without) own[row] = false;
  const isSame = ({ values }: Attribute) =>
    values.every((value, row) => value === undefined || own[row] === null || value === own[row]);
  const others = attributes
    .flatMap((attribute) => (attribute.kind === 'boolean' && !isSame(attribute) ? [attribute] : []))
    .slice(0, MOST_LABELS);
  if (others.length === 0) return [];
  const of = 'the concept itself';
  const labels: Record<string, readonly (boolean | null)[]> = Object.fromEntries([
    [of, own],
    ...others.map(({ name, values }) => [name, values.map((value) => value ?? null)] as const),
  ]);
  const moved = entanglement(vector, latents, labels, { of }).filter(
    ({ verdict, within }) => verdict === 'entangled' && Math.abs((within.auc ?? 0.5) - 0.5) >= 0.2,
  );
  if (moved.length === 0) return [];
  const names = moved.slice(0, 3).map(({ name, within }) => `"${name}" (AUC ${within.auc?.toFixed(2)})`);
  return [
    `The score also separates ${names.join(', ')} among examples that agree in "${vector.name}": a map may show that instead.`,
  ];
}
