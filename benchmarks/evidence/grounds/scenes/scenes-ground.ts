import { layersEncoder } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import { disposeVae, type Vae } from '@csm/models';
import ndarray, { type NdArray } from 'ndarray';
import { encodedConcepts, rowsWith } from '../encoded.js';
import type { HardConcept, HardGround, HardGroundName, HardGroundOptions } from '../hard-ground.js';
import { encoderOf, reluClassifier, trainedClassifier } from '../models/relu-classifier.js';
import { trainedVae } from '../models/trained-vae.js';
import { blindVae, sceneVae } from '../models/vaes.js';
import { attributeNames, extents, type SceneAttribute } from './attributes.js';
import type { Correlation } from './description.js';
import { MIDDLE } from './draw-scene.js';
import { SIZE } from './paint.js';
import { masksOf, type SceneSet, sceneSet } from './scene-set.js';
import { blindPairs, scenes } from './settings.js';

/** The parts of the ground that depend on the model. */
type Models = Pick<HardGround, 'encoder' | 'untrained' | 'decoder' | 'vae' | 'latentSize' | 'dispose'>;

/** Scenes and a VAE of them. With φ, examples in which hat and glasses are correlated; the VAE saw independent ones. */
export async function scenesGround(
  name: 'scenes' | 'scenes-weak-kl',
  seed: number,
  options: HardGroundOptions,
): Promise<HardGround> {
  const { phi = 0 } = options;
  const vae = await vaeOfScenes(name, seed, options);
  const models = modelsOfVae(vae, sceneVae(SIZE, scenes.latentSize, seed));
  return groundOf(name, seed, models, phi === 0 ? [] : [{ first: 'hat', second: 'glasses', phi }], options);
}

/** Choice seeds take each other's decoders, and so do report seeds. */
const nextSeed: Readonly<Record<number, number>> = { 1: 2, 2: 1, 3: 4, 4: 5, 5: 3 };

/** The encoder of one seed with the decoder of another. */
export async function otherDecoderGround(seed: number, options: HardGroundOptions): Promise<HardGround> {
  const { decoderSeed = nextSeed[seed] ?? seed + 1 } = options;
  const own = await vaeOfScenes('scenes', seed, options);
  const other = await vaeOfScenes('scenes', decoderSeed, options);
  own.decoder.dispose();
  other.encoder.dispose();
  const { inputShape, latentSize } = own;
  const vae = { name: 'other decoder', encoder: own.encoder, decoder: other.decoder, inputShape, latentSize };
  const models = modelsOfVae(vae, sceneVae(SIZE, scenes.latentSize, seed));
  return groundOf('other-decoder', seed, models, [], options);
}

/** A VAE whose encoder sees only the upper half, and scenes in which attributes of the two halves are correlated. */
export async function blindGround(seed: number, options: HardGroundOptions): Promise<HardGround> {
  const folder = `${options.models}/blind-${seed}`;
  const untrained = () => blindVae(SIZE, scenes.latentSize, seed);
  const data = () => scenesOf('training', seed, blindPairs).images;
  const settings = { ...scenes.training, beta: scenes.beta, seed, ...scenes.version };
  const vae = await trainedVae(folder, settings, untrained, data, options);
  const ground = await groundOf('blind', seed, modelsOfVae(vae, untrained()), blindPairs, options);
  const rows = Uint8Array.from({ length: SIZE * SIZE }, (_, at) => Number(at < MIDDLE * SIZE));
  return { ...ground, visible: ndarray(rows, [SIZE, SIZE]) };
}

/** A classifier of scenes; its latent is a layer with ReLU, and it has no decoder. */
export async function reluClassifierGround(seed: number, options: HardGroundOptions): Promise<HardGround> {
  const settings = { ...scenes.classifier, size: SIZE, seed, ...scenes.version };
  const folder = `${options.models}/relu-classifier-${seed}`;
  const data = () => scenesOf('training', seed);
  const classifier = await trainedClassifier(folder, settings, data, options);
  const untrained = reluClassifier(settings);
  const models: Models = {
    encoder: encoderOf(classifier),
    untrained: encoderOf(untrained),
    latentSize: settings.latentSize,
    dispose: () => {
      classifier.dispose();
      untrained.dispose();
    },
  };
  return groundOf('relu-classifier', seed, models, [], options);
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

function modelsOfVae(vae: Vae, untrained: Vae): Models {
  untrained.decoder.dispose();
  const { encoder, decoder, latentSize } = vae;
  const dispose = () => {
    disposeVae(vae);
    untrained.encoder.dispose();
  };
  return { encoder, decoder, vae, untrained: untrained.encoder, latentSize, dispose };
}

function scenesOf(
  part: keyof typeof scenes.count,
  seed: number,
  correlations: readonly Correlation[] = [],
): SceneSet {
  return sceneSet({ part, seed, count: scenes.count[part], correlations });
}

async function groundOf(
  name: HardGroundName,
  seed: number,
  models: Models,
  correlations: readonly Correlation[],
  { signal }: HardGroundOptions,
): Promise<HardGround> {
  // The VAE of `scenes` saw independent labels. Examples whose labels are correlated are other scenes.
  const selected = correlations.length > 0 && name !== 'blind';
  const training = scenesOf(selected ? 'examples' : 'training', seed, correlations);
  const heldOut = scenesOf('held out', seed, correlations);
  const independent = correlations.length > 0 ? scenesOf('independent', seed) : undefined;
  const sets = { training, heldOut, independent, encoder: layersEncoder(models.encoder), signal };
  const encoded = await encodedConcepts(attributeNames, sets);
  const [shown, donors] = [scenesOf('shown', seed, correlations), scenesOf('donors', seed, correlations)];
  const conceptOf = (attribute: SceneAttribute): HardConcept => {
    const partners = correlations.flatMap(({ first, second, phi }) =>
      first === attribute ? [{ name: second, phi }] : second === attribute ? [{ name: first, phi }] : [],
    );
    const [inputs, without] = [1, 0].map((wanted) => shownScenes(shown, attribute, wanted));
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
      inputs: inputs!.images,
      masks: masksOf(inputs!.scenes, attribute),
      without: without!.images,
      withoutMasks: masksOf(without!.scenes, attribute),
      donors: selectSamples(donors.images, rowsWith(donors.labels[attribute], 0)),
      confounders: partners.map((partner) => ({ ...partner, masks: masksOf(inputs!.scenes, partner.name) })),
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
    correlations: correlations.map(({ first, second, phi }) => [first, second, phi]),
  };
}

/** The first scenes of a set whose attribute is as wanted. */
function shownScenes(
  { scenes: all, images, labels }: SceneSet,
  attribute: SceneAttribute,
  wanted: number,
): { scenes: SceneSet['scenes']; images: NdArray<Float32Array> } {
  const rows = rowsWith(labels[attribute], wanted).slice(0, scenes.shown);
  return { scenes: rows.map((row) => all[row]!), images: selectSamples(images, rows) };
}
