import { conceptVector, dotProduct, type Encoder, type Explainer, layersEncoder } from '@csm/core';
import { gradient, guidedBackprop, rectifiedGradient } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { encoderModel } from '../encoders.js';
import { gradientFlops } from '../flops.js';
import type { Where } from '../where.js';
import { drawnConcept, drawnImages, type Job, type Prepared } from './job.js';
import { jobEncoder } from './job-encoder.js';

const METHODS = {
  gradient: gradient(),
  'guided backprop': guidedBackprop(),
  'rectified gradient': rectifiedGradient(),
} as const;

/** Maps of a batch of images on the device for one concept: with an explainer or, on stock wasm, with `tf.grad`. */
export async function prepareGradient(
  { encoder: name, size, batch, method = 'gradient' }: Job & { kind: 'gradient' },
  where: Where,
): Promise<Prepared> {
  const model = encoderModel(name, size);
  const encoder = await jobEncoder(layersEncoder(model), where);
  const values = drawnImages(batch, encoder.inputShape);
  const images = tf.tensor(values, [batch, ...encoder.inputShape]);
  const concept = drawnConcept(encoder.latentSize);
  const tape = tapeGradient(model, concept);
  const map =
    where.library === 'stock'
      ? async () => tape(images)
      : () => byExplainer(encoder, concept, images, METHODS[method]);
  return {
    run: async () => numbersOf(await map()),
    flops: batch * gradientFlops(model),
    exchange: { model, inputs: values, concept },
  };
}

/** Computes the gradient of v · z, and reads it. */
export async function gradientMaps(
  encoder: Encoder,
  concept: Float32Array,
  images: tf.Tensor,
): Promise<Float32Array> {
  return numbersOf(await byExplainer(encoder, concept, images, METHODS.gradient));
}

function numbersOf(map: tf.Tensor): Promise<Float32Array> {
  return map.data<'float32'>().finally(() => map.dispose());
}

async function byExplainer(
  encoder: Encoder,
  concept: Float32Array,
  images: tf.Tensor,
  method: Explainer,
): Promise<tf.Tensor> {
  const scores = [dotProduct(conceptVector('drawn', concept))];
  const { maps, latent } = await method.attribute({ encoder, scores }, images, {});
  latent?.dispose();
  return maps[0]!;
}

/** The gradient of v · z with respect to the images, by tfjs' own tape. */
export function tapeGradient(model: LayersModel, concept: Float32Array): (images: tf.Tensor) => tf.Tensor {
  const vector = tf.tensor1d(concept);
  const grad = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(model.apply(x) as tf.Tensor, vector)));
  return (images) => tf.tidy(() => grad(images));
}
