import { conceptVector, explain, layersEncoder } from '@csm/core';
import { gradient, integratedGradients } from '@csm/explainers';
import ndarray from 'ndarray';
import { encoderModel } from '../encoders.js';
import { forwardFlops } from '../flops.js';
import { drawnConcept, drawnImages, type Job, type Prepared } from './job.js';

/** Many concepts on one image, in one call or in one call per concept. */
export async function prepareConcepts({
  encoder: name,
  count,
  together,
  steps,
}: Job & { kind: 'concepts' }): Promise<Prepared> {
  const model = encoderModel(name);
  const encoder = layersEncoder(model);
  const image = ndarray(drawnImages(1, encoder.inputShape), [1, ...encoder.inputShape]);
  const concepts = Array.from({ length: count }, (_, k) =>
    conceptVector(`${k}`, drawnConcept(encoder.latentSize, k)),
  );
  const method = steps === undefined ? gradient() : integratedGradients({ steps });
  const forwards = (together ? 1 : count) * (steps ?? 1);
  return {
    async run() {
      if (together) return explain(encoder, concepts, image, method);
      for (const concept of concepts) await explain(encoder, concept, image, method);
      return undefined;
    },
    flops: (forwards + count * (steps ?? 1)) * forwardFlops(model),
  };
}
