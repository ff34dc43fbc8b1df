import { conceptVector, explainMany, latentJacobian, layersEncoder } from '@csm/core';
import { gradient } from '@csm/explainers';
import ndarray from 'ndarray';
import { encoderModel } from '../encoders.js';
import { forwardFlops } from '../flops.js';
import { GENES } from '../genes.js';
import { drawnConcept, drawnImages, type Job, type Prepared } from './job.js';

/** All genes as concepts on one bulb image, or the latent Jacobian from which their maps are combined. */
export async function prepareGenes({ what }: Job & { kind: 'genes' }): Promise<Prepared> {
  const model = encoderModel('B');
  const encoder = layersEncoder(model);
  const image = ndarray(drawnImages(1, encoder.inputShape), [1, ...encoder.inputShape]);
  const genes = Array.from({ length: GENES }, (_, k) =>
    conceptVector(`gene ${k}`, drawnConcept(encoder.latentSize, k)),
  );
  return {
    async run() {
      if (what === 'latent Jacobian') return latentJacobian(encoder, image);
      const explanations = await explainMany(encoder, genes, image, gradient());
      if (what === 'every map') for (const gene of genes.keys()) explanations.map(gene);
      return explanations;
    },
    flops: (1 + encoder.latentSize) * forwardFlops(model),
  };
}
