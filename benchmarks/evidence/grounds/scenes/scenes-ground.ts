import { layersEncoder } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import { disposeVae, type Vae } from '@csm/models';
import ndarray, { type NdArray } from 'ndarray';
import { encodedConcepts, rowsWith } from '../encoded.js';
import type { HardConcept, HardGround, HardGroundName, HardGroundOptions } from '../hard-ground.js';
import { encoderOf, trainedClassifier } from '../models/relu-classifier.js';
import { trainedVae } from '../models/trained-vae.js';
import { blindVae, sceneVae } from '../models/vaes.js';
import { attributeNames, extents, type SceneAttribute } from './attributes.js';
import type { Correlation } from './description.js';
import { MIDDLE } from './draw-scene.js';
import { SIZE } from './paint.js';
import { masksOf, type SceneSet, sceneSet } from './scene-set.js';
import { blindPairs, scenes } from './settings.js';

/** The parts of the ground that depend on the model. */
export type Models = Pick<HardGround, 'encoder' | 'decoder' | 'latentSize' | 'dispose'>;

/** Scenes and a VAE of them. With φ, examples in which hat and glasses are correlated; the VAE saw independent ones. */
export async function scenesGround(
  name: 'scenes' | 'scenes-weak-kl',
  seed: number,
  options: HardGroundOptions,
): Promise<HardGround> {
  const { phi = 0 } = options;
  const models = modelsOfVae(await vaeOfScenes(name, seed, options));
  const correlations: Correlation[] = phi === 0 ? [] : [{ first: 'hat', second: 'glasses', phi }];
  return groundOfScenes(name, seed, models, { ...options, correlations });
}

/** Choice seeds take each other's decoders, and so do report seeds. */
const nextSeed: Readonly<Record<number, number>> = { 1: 2, 2: 1, 3: 4, 4: 5, 5: 3 };

/** The encoder of one seed with the decoder of another. */
export async function otherDecoderGround(seed: number, options: HardGroundOptions): Promise<HardGround> {
  const own = await vaeOfScenes('scenes', seed, options);
  const other = await vaeOfScenes('scenes', nextSeed[seed] ?? seed + 1, options);
  own.decoder.dispose();
  other.encoder.dispose();
  const { inputShape, latentSize } = own;
  const vae = { name: 'other decoder', encoder: own.encoder, decoder: other.decoder, inputShape, latentSize };
  return groundOfScenes('other-decoder', seed, modelsOfVae(vae), options);
}

/** A VAE whose encoder sees only the upper half, and scenes in which attributes of the two halves are correlated. */
export async function blindGround(seed: number, options: HardGroundOptions): Promise<HardGround> {
  const folder = `${options.models}/blind-${seed}`;
  const untrained = () => blindVae(SIZE, scenes.latentSize, seed);
  const data = () => scenesOf('training', seed, blindPairs).images;
  const settings = { ...scenes.training, beta: scenes.beta, seed, ...scenes.version };
  const vae = await trainedVae(folder, settings, untrained, data, options);
  const ground = await groundOfScenes('blind', seed, modelsOfVae(vae), {
    ...options,
    correlations: blindPairs,
  });
  const rows = Uint8Array.from({ length: SIZE * SIZE }, (_, at) => Number(at < MIDDLE * SIZE));
  return { ...ground, visible: ndarray(rows, [SIZE, SIZE]) };
}

/** A classifier of scenes; its latent is a layer with ReLU, and it has no decoder. */
export async function reluClassifierGround(seed: number, options: HardGroundOptions): Promise<HardGround> {
  const settings = { ...scenes.classifier, size: SIZE, seed, ...scenes.version };
  const folder = `${options.models}/relu-classifier-${seed}`;
  const data = () => scenesOf('training', seed);
  const classifier = await trainedClassifier(folder, settings, data, options);
  const models: Models = {
    encoder: layersEncoder(encoderOf(classifier)),
    latentSize: settings.latentSize,
    dispose: () => {
      classifier.dispose();
    },
  };
  return groundOfScenes('relu-classifier', seed, models, options);
}

function vaeOfScenes(
  name: 'scenes' | 'scenes-weak-kl',
  seed: number,
  options: HardGroundOptions,
): Promise<Vae> {
  const beta = name === 'scenes' ? scenes.beta : scenes.weakBeta;
  const settings = { ...scenes.training, beta, seed, ...scenes.version };
  const untrained = () => sceneVae(SIZE, scenes.latentSize, seed);
  const data = () => scenesOf('training', seed).images;
  return trainedVae(`${options.models}/${name}-${seed}`, settings, untrained, data, options);
}

function modelsOfVae(vae: Vae): Models {
  const { encoder, decoder, latentSize } = vae;
  return { encoder: layersEncoder(encoder), decoder, latentSize, dispose: () => disposeVae(vae) };
}

function scenesOf(
  part: keyof typeof scenes.count,
  seed: number,
  correlations: readonly Correlation[] = [],
): SceneSet {
  return sceneSet({ part, seed, count: scenes.count[part], correlations });
}

interface SceneGroundOptions extends Pick<HardGroundOptions, 'signal'> {
  /** Attributes whose labels are correlated in the examples. Default: none. */
  readonly correlations?: readonly Correlation[] | undefined;
  /** What the encoder is given, from pixels in [0, 1]. Default: the pixels. */
  readonly prepared?: (images: NdArray<Float32Array>) => NdArray<Float32Array>;
}

/** Scenes with a model of them. */
export async function groundOfScenes(
  name: HardGroundName,
  seed: number,
  models: Models,
  { signal, correlations = [], prepared = (images) => images }: SceneGroundOptions,
): Promise<HardGround> {
  const preparedScenes = (part: keyof typeof scenes.count, some: readonly Correlation[]): SceneSet => {
    const set = scenesOf(part, seed, some);
    return { ...set, images: prepared(set.images) };
  };
  // The VAE of `scenes` saw independent labels. Examples whose labels are correlated are other scenes.
  const selected = correlations.length > 0 && name !== 'blind';
  const training = preparedScenes(selected ? 'examples' : 'training', correlations);
  const heldOut = preparedScenes('held out', correlations);
  const independent = correlations.length > 0 ? preparedScenes('independent', []) : undefined;
  const sets = { training, heldOut, independent, encoder: models.encoder, signal };
  const encoded = await encodedConcepts(attributeNames, sets);
  const [shown, donors] = [preparedScenes('shown', correlations), preparedScenes('donors', correlations)];
  const conceptOf = (attribute: SceneAttribute): HardConcept => {
    const inputs = shownScenes(shown, attribute);
    return {
      name: attribute,
      extent: extents[attribute],
      positives: rowsWith(training.labels[attribute], 1),
      negatives: rowsWith(training.labels[attribute], 0),
      heldOut: {
        positives: rowsWith(heldOut.labels[attribute], 1),
        negatives: rowsWith(heldOut.labels[attribute], 0),
      },
      ...encoded.get(attribute)!,
      inputs: inputs.images,
      masks: masksOf(inputs.scenes, attribute),
      donors: selectSamples(donors.images, rowsWith(donors.labels[attribute], 0)),
    };
  };
  return {
    name,
    seed,
    ...models,
    training: training.images,
    labels: training.labels,
    heldOut,
    independent,
    concepts: attributeNames.map(conceptOf),
  };
}

/** The first scenes of a set that have the attribute. */
function shownScenes(
  { scenes: all, images, labels }: SceneSet,
  attribute: SceneAttribute,
): { scenes: SceneSet['scenes']; images: NdArray<Float32Array> } {
  const rows = rowsWith(labels[attribute], 1).slice(0, scenes.shown);
  return { scenes: rows.map((row) => all[row]!), images: selectSamples(images, rows) };
}
