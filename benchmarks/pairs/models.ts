import { mkdir } from 'node:fs/promises';
import { type Encoder, layersEncoder } from '@csm/core';
import { imageVae } from '@csm/models';
import type { FaceSet, Faces } from '../../support/drawn-faces/faces.js';
import { trainOrLoad } from '../../support/drawn-faces/model.js';
import type { Settings } from '../../support/drawn-faces/settings.js';
import { encoderOf, trainedClassifier } from '../evidence/grounds/models/relu-classifier.js';

/** An encoder of drawn faces, by the name of its row. */
export interface PairedEncoder {
  readonly name: string;
  readonly encoder: Encoder;
}

/** The encoders of one seed: the quickstart's VAE, trained and untrained, and the hidden layer of a classifier of the six attributes. */
export async function pairedEncoders(
  folder: string,
  faces: Faces,
  settings: Settings,
  signal: AbortSignal,
): Promise<PairedEncoder[]> {
  const { size, latentSize, filters, kernelSize, dense, seed } = settings;
  const untrained = imageVae({ size, latentSize, filters, kernelSize, dense, seed });
  await mkdir(`${folder}/vae-${seed}`, { recursive: true });
  const { vae } = await trainOrLoad(`${folder}/vae-${seed}`, faces.training.images, settings, signal);
  const labels = [...faces.names];
  const classifier = await trainedClassifier(
    `${folder}/classifier-${seed}`,
    { size, latentSize, labels, epochs: 8, batchSize: 32, learningRate: 2e-3, seed },
    () => ({ images: faces.training.images, labels: labelsOf(faces.training, labels) }),
    { signal, log: console.error },
  );
  return [
    { name: 'classifier, hidden layer', encoder: layersEncoder(encoderOf(classifier)) },
    { name: 'VAE', encoder: layersEncoder(vae.encoder) },
    { name: 'VAE, untrained', encoder: layersEncoder(untrained.encoder) },
  ];
}

function labelsOf(
  faces: FaceSet,
  names: readonly Parameters<FaceSet['has']>[1][],
): Record<string, Uint8Array> {
  const [length = 0] = faces.images.shape;
  return Object.fromEntries(
    names.map((name) => [name, Uint8Array.from({ length }, (_, face) => Number(faces.has(face, name)))]),
  );
}
