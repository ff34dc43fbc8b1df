import { conceptVector, explainMany, latentJacobian, layersEncoder } from '@csm/core';
import { gradient } from '@csm/explainers';
import ndarray from 'ndarray';
import { encoderModel } from '../encoders.js';
import { forwardFlops } from '../flops.js';
import { GENES } from '../genes.js';
import type { Where } from '../where.js';
import { drawnConcept, drawnImages, type Job, type Prepared } from './job.js';
import { jobEncoder } from './job-encoder.js';

/** All genes as concepts on one bulb image, or the latent Jacobian from which their maps are combined. */
export async function prepareGenes({ what }: Job & { kind: 'genes' }, where: Where): Promise<Prepared> {
  const model = encoderModel('B');
  const encoder = await jobEncoder(layersEncoder(model), where);
  const inputs = drawnImages(1, encoder.inputShape);
  const image = ndarray(inputs, [1, ...encoder.inputShape]);
  const genes = Array.from({ length: GENES }, (_, k) =>
    conceptVector(`gene ${k}`, drawnConcept(encoder.latentSize, k)),
  );
  return {
    async run() {
      if (what === 'latent Jacobian') return (await latentJacobian(encoder, image)).data;
      const explanations = await explainMany(encoder, genes, image, gradient());
      if (what === 'every map') for (const gene of genes.keys()) explanations.map(gene);
      return explanations;
    },
    flops: (1 + encoder.latentSize) * forwardFlops(model),
    exchange: { model, inputs, concept: new Float32Array(0) },
  };
}
