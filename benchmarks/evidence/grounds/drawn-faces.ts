import { mkdir } from 'node:fs/promises';
import { selectSamples } from '@csm/datasets';
import { imageVae } from '@csm/models';
import ndarray, { type NdArray } from 'ndarray';
import { drawFaces, type FaceSet, facesWith } from '../../../support/drawn-faces/faces.js';
import { trainOrLoad } from '../../../support/drawn-faces/model.js';
import { settings as quickstart, type Settings } from '../../../support/drawn-faces/settings.js';
import { settings } from '../settings.js';
import type { Ground, OpenOptions } from './ground.js';

/**
 * Synthetic faces with six concepts, and the quickstart's VAE. The mask of a concept is the pixels that change when
 * the attribute is flipped.
 */
export async function drawnFaces({ models, seed, signal }: OpenOptions): Promise<Ground> {
  const own = { ...quickstart, seed } as unknown as Settings;
  const faces = drawFaces(own);
  const folder = `${models}/drawn-faces-${seed}`;
  await mkdir(folder, { recursive: true });
  const { vae } = await trainOrLoad(folder, faces.training.images, own, signal);
  const { size, latentSize, filters, kernelSize, dense } = own;
  return {
    name: 'drawn-faces',
    seed,
    tissue: false,
    vae,
    untrained: imageVae({ size, latentSize, filters, kernelSize, dense, seed }),
    training: faces.training.images,
    concepts: faces.names.map((name) => {
      const [inputs, without] = [true, false].map((wanted) =>
        facesWith(faces.heldOut, name, wanted).slice(0, settings.pictures),
      );
      return {
        name,
        positives: facesWith(faces.training, name, true),
        negatives: facesWith(faces.training, name, false),
        inputs: selectSamples(faces.heldOut.images, inputs!),
        masks: masksOf(faces.heldOut, name, inputs!),
        without: selectSamples(faces.heldOut.images, without!),
        withoutMasks: masksOf(faces.heldOut, name, without!),
      };
    }),
  };
}

function masksOf(
  set: FaceSet,
  name: Parameters<FaceSet['mask']>[1],
  faces: readonly number[],
): NdArray<Uint8Array> {
  const masks = faces.map((face) => set.mask(face, name));
  return ndarray(Uint8Array.from(masks.flatMap((mask) => [...mask.data])), [
    faces.length,
    ...masks[0]!.shape,
  ]);
}
