import { invalidArgument } from '@csm/base';
import type { ConceptScore } from '@csm/core';

/** @throws if a score is not affine in the latent; the error names the first one. */
export function checkAffine(caller: string, scores: readonly ConceptScore[]): void {
  const curved = scores.find((score) => !score.affine);
  if (curved === undefined) return;
  throw invalidArgument(
    `${caller}: the score of "${curved.name}" must be affine in the latent, as dotProduct(), centred() and signedDistance() are ` +
      '(cosine() is not); use another score or another method, such as integratedGradients().',
  );
}
