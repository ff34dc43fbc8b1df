import { conceptVector, explain, layersEncoder } from '@csm/core';
import { gradient, integratedGradients } from '@csm/explainers';
import ndarray from 'ndarray';
import { encoderModel } from '../encoders.js';
import { forwardFlops } from '../flops.js';
import type { Where } from '../where.js';
import { drawnConcept, drawnImages, type Job, type Prepared } from './job.js';
import { jobEncoder } from './job-encoder.js';

/** Many concepts on one image, in one call or in one call per concept. */
export async function prepareConcepts(
  { encoder: name, count, together, steps }: Job & { kind: 'concepts' },
  where: Where,
): Promise<Prepared> {
  const model = encoderModel(name);
  const encoder = await jobEncoder(layersEncoder(model), where);
  const inputs = drawnImages(1, encoder.inputShape);
  const image = ndarray(inputs, [1, ...encoder.inputShape]);
  const drawn = Array.from({ length: count }, (_, k) => drawnConcept(encoder.latentSize, k));
  const concepts = drawn.map((values, k) => conceptVector(`${k}`, values));
  const method = steps === undefined ? gradient() : integratedGradients({ steps });
  const forwards = (together ? 1 : count) * (steps ?? 1);
  return {
    async run() {
      if (together) {
        const explanations = await explain(encoder, concepts, image, method);
        return joined(explanations.map(({ maps }) => maps.data));
      }
      for (const concept of concepts) await explain(encoder, concept, image, method);
      return undefined;
    },
    flops: (forwards + count * (steps ?? 1)) * forwardFlops(model),
    exchange: { model, inputs, concept: joined(drawn) },
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
