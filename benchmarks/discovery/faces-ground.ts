import { mkdir } from 'node:fs/promises';
import { type Encoder, encode, layersEncoder } from '@csm/core';
import type { Vae } from '@csm/models';
import type { NdArray } from 'ndarray';
import { drawFaces, type FaceSet, type Faces } from '../../support/drawn-faces/faces.js';
import { trainOrLoad } from '../../support/drawn-faces/model.js';
import { settings as quickstart, type Settings } from '../../support/drawn-faces/settings.js';
import { settings } from './settings.js';

/** A space in which concepts are searched: the latent, or a hidden layer. */
export interface Space {
  readonly name: string;
  readonly encoder: Encoder;
  /** `[n, latentSize]`. */
  readonly training: NdArray<Float32Array>;
  readonly heldOut: NdArray<Float32Array>;
}

/** Drawn faces with six known attributes, and what a VAE of them encodes. */
export interface FacesGround {
  readonly seed: number;
  readonly faces: Faces;
  readonly vae: Vae;
  readonly spaces: readonly Space[];
}

/** Draws faces, and trains the quickstart's VAE or loads it from `folder`. */
export async function facesGround(folder: string, seed: number, signal: AbortSignal): Promise<FacesGround> {
  const own: Settings = { ...quickstart, heldOutFaces: settings.heldOutFaces, seed };
  const faces = drawFaces(own);
  await mkdir(folder, { recursive: true });
  const { vae } = await trainOrLoad(folder, faces.training.images, own, signal);
  const hidden = lastReluLayer(vae);
  const encoders: readonly (readonly [string, Encoder])[] = [
    ['latent', layersEncoder(vae.encoder)],
    [`hidden layer ${hidden}`, layersEncoder(vae.encoder, { output: hidden })],
  ];
  const spaces: Space[] = [];
  for (const [name, encoder] of encoders) {
    const latentsOf = ({ images }: FaceSet) => encode(encoder, images, { batchSize: 128, signal });
    spaces.push({
      name,
      encoder,
      training: await latentsOf(faces.training),
      heldOut: await latentsOf(faces.heldOut),
    });
  }
  return { seed, faces, vae, spaces };
}

/** Name of the last dense layer before the latent; it ends with a ReLU. */
function lastReluLayer({ encoder }: Vae): string {
  const layer = encoder.layers.findLast(
    (one) => one.getClassName() === 'Dense' && one.getConfig().activation === 'relu',
  );
  if (!layer) throw new Error('facesGround: the encoder has no dense layer with a ReLU.');
  return layer.name;
}
