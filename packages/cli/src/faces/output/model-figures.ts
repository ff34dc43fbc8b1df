import { meanVector } from '@csm/core';
import { traverseLatent, type Vae } from '@csm/models';
import ndarray from 'ndarray';
import type { MadeConcept } from '../concepts/concepts.js';
import type { Latents } from '../concepts/latents.js';
import type { Faces } from '../data/faces.js';
import { pictureAt, stacked } from '../maps/pictures.js';
import type { Run } from '../run.js';
import { drawDecodedConcepts, drawReconstructions } from './figures.js';

/** Pictures in the figure of reconstructions. */
const RECONSTRUCTED = 8;

/** Draws what the decoder makes of some pictures, and of the concepts. */
export async function drawModel(
  faces: Faces,
  { decoder }: Vae,
  latents: Latents,
  concepts: readonly MadeConcept[],
  labelled: (of: { readonly name: string }) => { readonly label: string },
  { out, settings, signal }: Run,
): Promise<void> {
  const [first] = concepts;
  if (!first) return;
  const ids = faces.test.filter(latents.has).slice(0, RECONSTRUCTED);
  const images = await faces.dataset.images(ids, { signal });
  const decoded = await traverseLatent(decoder, latents.of(ids), first.mean, [0], { signal });
  const reconstructions = stacked(ids.map((_, i) => pictureAt(decoded, i, 0)));
  await drawReconstructions(`${out}/reconstructions`, faces, images, reconstructions);

  const { alphas } = settings.analysis;
  const { vector } = meanVector('mean', latents.of(faces.train.filter(latents.has)));
  const middle = ndarray(vector, [1, vector.length]);
  const pictures = [];
  for (const { definition, mean } of concepts.filter(({ definition }) =>
    faces.shown.includes(definition.name),
  )) {
    const path = await traverseLatent(decoder, middle, mean, alphas, { signal });
    const steps = stacked(alphas.map((_, k) => pictureAt(path, 0, k)));
    pictures.push({ ...labelled(definition), pictures: steps });
  }
  if (pictures.length > 0) await drawDecodedConcepts(`${out}/decoded-concepts`, faces, alphas, pictures);
}
