import type { ConceptVector } from '@csm/core';
import type { Vae } from '@csm/models';
import { type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';

/** Decodes a concept vector, to show the concept as a picture. */
export async function decodeConcept(vae: Vae, { vector }: ConceptVector): Promise<NdArray<Float32Array>> {
  const latent = tensor2d(vector, [1, vector.length]);
  const image = vae.decoder.predict(latent) as Tensor;
  const values = (await image.data()) as Float32Array;
  latent.dispose();
  image.dispose();
  return ndarray(values, [...vae.inputShape]);
}
