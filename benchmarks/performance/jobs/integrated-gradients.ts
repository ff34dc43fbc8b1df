import { conceptVector, explain, layersEncoder } from '@csm/core';
import { integratedGradients } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { encoderModel } from '../encoders.js';
import { gradientFlops } from '../flops.js';
import type { Where } from '../where.js';
import { tapeGradient } from './gradient.js';
import { drawnConcept, drawnImages, type Job, type Prepared } from './job.js';
import { jobEncoder } from './job-encoder.js';

/** Integrated gradients of a batch of images from 0: with `explain` or, on stock wasm, with a loop over `tf.grad`. */
export async function prepareIntegratedGradients(
  { encoder: name, images: count, steps }: Job & { kind: 'integrated gradients' },
  where: Where,
): Promise<Prepared> {
  const model = encoderModel(name);
  const encoder = await jobEncoder(layersEncoder(model), where);
  const values = drawnImages(count, encoder.inputShape);
  const shape = [count, ...encoder.inputShape];
  const concept = drawnConcept(encoder.latentSize);
  const tape = tapeGradient(model, concept);

  const byTape = async () => {
    const images = tf.tensor(values, shape);
    let sum: tf.Tensor = tf.zerosLike(images);
    for (let i = 0; i < steps; i++) {
      const next = tf.tidy(() => tf.add(sum, tape(tf.mul(images, (i + 0.5) / steps))));
      sum.dispose();
      sum = next;
    }
    const map = tf.tidy(() => tf.div(tf.mul(images, sum), steps));
    const read = await map.data<'float32'>();
    tf.dispose([images, sum, map]);
    return read;
  };
  const method = integratedGradients({ steps, quadrature: 'riemann-middle' });
  const byExplain = async () => {
    const vector = conceptVector('drawn', concept);
    const { maps } = await explain(encoder, vector, ndarray(values, shape), method, { batchSize: count });
    return maps.data;
  };
  const run = where.library === 'stock' ? byTape : byExplain;
  return {
    run,
    flops: steps * count * gradientFlops(model),
    exchange: { model, inputs: values, concept },
  };
}
