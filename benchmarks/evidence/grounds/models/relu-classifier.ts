import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { writeAtomically } from '@csm/base/node';
import { loadLayersModelFromDisk } from '@csm/models/node';
import { io, tensor, train } from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model } from '@tensorflow/tfjs-layers';
import type { NdArray } from 'ndarray';
import { writeText } from '../../../../support/write-text.js';
import type { OpenOptions } from '../ground.js';
import { apply, seededLayers } from './seeded-layers.js';

export interface ClassifierSettings {
  readonly size: number;
  readonly latentSize: number;
  readonly labels: readonly string[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** The layer whose output is the latent: dense with ReLU, so that latents are sparse and not negative. */
const LATENT = 'penultimate';

/** A small classifier of pictures, untrained: `[n, size, size, 3]` to one probability for each label. */
export function reluClassifier({ size, latentSize, labels, seed }: ClassifierSettings): LayersModel {
  const own = seededLayers('classifier', seed);
  const picture = input({ shape: [size, size, 3], name: 'image_input' });
  let x = own.convolution(picture, 8);
  x = own.convolution(x, 16);
  x = own.convolution(x, 32);
  x = own.dense(apply(layers.flatten(), x), latentSize, { activation: 'relu', name: LATENT });
  const outputs = own.dense(x, labels.length, { activation: 'sigmoid', name: 'labels' });
  return model({ name: 'classifier', inputs: picture, outputs });
}

/** The part of a classifier up to its latent. It shares the weights of the classifier. */
export function encoderOf(classifier: LayersModel): LayersModel {
  const outputs = classifier.getLayer(LATENT).output;
  return model({ name: 'classifier_encoder', inputs: classifier.inputs, outputs: outputs as never });
}

/** Loads the classifier that an earlier run trained in `folder` with the same settings; otherwise trains and saves one. */
export async function trainedClassifier(
  folder: string,
  settings: ClassifierSettings,
  data: () => {
    readonly images: NdArray<Float32Array>;
    readonly labels: Readonly<Record<string, Uint8Array>>;
  },
  { log, signal }: Pick<OpenOptions, 'log' | 'signal'>,
): Promise<LayersModel> {
  const record = `${folder}/training.json`;
  if (existsSync(record)) {
    const { settings: kept } = JSON.parse(await readFile(record, 'utf8'));
    if (JSON.stringify(kept) === JSON.stringify(settings)) return loadLayersModelFromDisk(`${folder}/model`);
  }
  const started = performance.now();
  const classifier = reluClassifier(settings);
  const { images, labels } = data();
  const targets = Array.from({ length: images.shape[0]! }, (_, i) =>
    settings.labels.map((name) => labels[name]![i]!),
  );
  const [x, y] = [tensor(images.data, images.shape), tensor(targets)];
  try {
    const { epochs, batchSize, learningRate } = settings;
    classifier.compile({ optimizer: train.adam(learningRate), loss: 'binaryCrossentropy' });
    // The examples are independent draws, so that their order is random already. A shuffle of tfjs has no seed.
    const history = await classifier.fit(x, y, {
      epochs,
      batchSize,
      shuffle: false,
      verbose: 0,
      callbacks: { onEpochEnd: () => signal.throwIfAborted() },
    });
    await save(classifier, `${folder}/model`);
    await writeText(record, `${JSON.stringify({ settings, loss: history.history.loss }, null, 1)}\n`);
    log(`${folder}: trained in ${Math.round((performance.now() - started) / 1000)} s`);
    return classifier;
  } finally {
    x.dispose();
    y.dispose();
  }
}

/** Writes a model in tfjs' format. */
async function save(saved: LayersModel, folder: string): Promise<void> {
  await saved.save(
    io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const bytes = io.CompositeArrayBuffer.join(weightData);
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      await writeAtomically(`${folder}/weights.bin`, new Uint8Array(bytes));
      await writeText(`${folder}/model.json`, JSON.stringify({ modelTopology, weightsManifest }));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
}
