import { type ConceptVector, conceptScores } from '@csm/core';
import { rocAuc } from '@csm/core/statistics';
import { type Faces, idsOf } from '../data/faces.js';
import type { MadeConcept } from './concepts.js';
import type { Entangled } from './entanglement.js';
import type { HeldOutScores } from './held-out-scores.js';
import type { Latents } from './latents.js';

/** AUCs of a concept on the scored pictures that are not its examples, for other vectors and for a part of the pictures. */
export interface OtherAucs {
  readonly logistic: number;
  readonly svm: number;
  /** Of the concept with the label of the most entangled one held constant. */
  readonly partial: number | undefined;
  /** Among the pictures in which the concept's region is known, if these are not all pictures. */
  readonly inRegion: number | undefined;
}

/** Returns undefined if a side has no such picture. */
export function otherAucs(
  faces: Faces,
  concept: MadeConcept,
  entangled: Entangled | undefined,
  scores: HeldOutScores,
  latents: Latents,
): OtherAucs | undefined {
  if (!scores.separability) return undefined;
  const { definition, exampleIds, mean, logistic, svm } = concept;
  const auc = (vector: ConceptVector, among: readonly string[]) => {
    const side = (of: 'positive' | 'negative') =>
      idsOf(faces, definition, of, among).filter((id) => latents.has(id) && !exampleIds.has(id));
    const [up, down] = [side('positive'), side('negative')];
    if (up.length === 0 || down.length === 0) return undefined;
    const scoresOf = (ids: readonly string[]) => conceptScores(latents.of(ids), [vector]).data;
    return rocAuc(scoresOf(up), scoresOf(down));
  };
  const known = faces.regions.get(definition.name)?.among(faces.test);
  const isPart = known !== undefined && known.length < faces.test.length;
  return {
    logistic: auc(logistic, faces.test) ?? Number.NaN,
    svm: auc(svm, faces.test) ?? Number.NaN,
    partial: entangled?.partial && auc(entangled.partial, faces.test),
    inRegion: isPart ? auc(mean, known) : undefined,
  };
}
