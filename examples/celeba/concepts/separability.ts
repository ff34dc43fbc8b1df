import type { ConceptVector } from '@csm/core';
import { cohensD, rocAuc } from '@csm/core/statistics';
import { type Faces, idsOf } from '../../../support/labelled-faces/faces.js';
import { type ConceptInContext, scoresOf } from './concepts.js';
import type { Latents } from './latents.js';

/** Measures of how well the scores of a concept separate held-out pictures. */
export interface Separability {
  readonly name: string;
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
  readonly auc: number;
  readonly cohensD: number;
  /** AUC of the same pictures for the other vectors. */
  readonly logisticAuc: number;
  readonly svmAuc: number;
  readonly conditionalAuc: number | undefined;
  /** AUC among the pictures in which the concept's region is known, if these are not all pictures. */
  readonly aucInRegion: number | undefined;
}

/** Returns undefined if a side has fewer than two held-out pictures. */
export function separability(
  faces: Faces,
  concept: ConceptInContext,
  latents: Latents,
): Separability | undefined {
  const { definition, mean, logistic, svm, entangled } = concept;
  const ids = (side: 'positive' | 'negative', among: readonly string[]) =>
    idsOf(faces, definition, side, among).filter(latents.has);
  const [positives, negatives] = [ids('positive', faces.test), ids('negative', faces.test)];
  if (positives.length < 2 || negatives.length < 2) return undefined;
  const [up, down] = [latents.of(positives), latents.of(negatives)];
  const auc = (vector: ConceptVector) => rocAuc(scoresOf(vector, up), scoresOf(vector, down));

  const known = faces.regions.get(definition.name)?.among(faces.test);
  const part = known && known.length < faces.test.length ? known : [];
  const [partUp, partDown] = [ids('positive', part), ids('negative', part)];
  const inRegion =
    partUp.length > 0 && partDown.length > 0
      ? rocAuc(scoresOf(mean, latents.of(partUp)), scoresOf(mean, latents.of(partDown)))
      : undefined;
  const scores = { positives: scoresOf(mean, up), negatives: scoresOf(mean, down) };
  return {
    name: definition.name,
    ...scores,
    auc: rocAuc(scores.positives, scores.negatives),
    cohensD: cohensD(scores.positives, scores.negatives),
    logisticAuc: auc(logistic),
    svmAuc: auc(svm),
    conditionalAuc: entangled && auc(entangled.conditional),
    aucInRegion: inRegion,
  };
}
