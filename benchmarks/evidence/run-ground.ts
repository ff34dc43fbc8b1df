import { type Encoder, encode, explain, layersEncoder } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import type { Vae } from '@csm/models';
import type { NdArray } from 'ndarray';
import type { ConceptWithNulls, Ground } from './grounds/ground.js';
import { type CaseResult, measureMaps } from './measures/measure.js';
import type { Method, MethodContext } from './methods/candidates.js';
import { conceptWithNulls, type Formula, rivalVectors } from './methods/concept-vectors.js';
import { settings } from './settings.js';

/** The concepts of a ground by one formula, and the data from which explainers of each concept can be made. */
export interface Concepts {
  readonly contexts: readonly MethodContext[];
  readonly vectors: readonly ConceptWithNulls[];
}

/** A model with the concept vectors of a ground. */
export interface PreparedModel {
  readonly encoder: Encoder;
  readonly concepts: Readonly<Record<Formula, Concepts>>;
}

/** Encodes the training inputs and makes the concept vectors. */
export async function prepareModel(ground: Ground, vae: Vae, signal: AbortSignal): Promise<PreparedModel> {
  const encoder = layersEncoder(vae.encoder);
  const latents = await encode(encoder, ground.training, { batchSize: 128, signal });
  const { randomVectors, contrastConcepts, seed } = settings;
  const by = (formula: Formula): Concepts => {
    const vectors = ground.concepts.map((one) =>
      conceptWithNulls(one, latents, formula, { count: randomVectors, seed }),
    );
    const rivals = rivalVectors(ground, latents, formula);
    const contexts = ground.concepts.map((one, i): MethodContext => {
      // Drawn separately from the nulls, because any method would pass a comparison with the same vectors that it
      // subtracts.
      const otherDraws = { count: contrastConcepts, seed: seed + randomVectors };
      const contrast = conceptWithNulls(one, latents, formula, otherDraws);
      return {
        vae,
        training: ground.training,
        concept: vectors[i]!.concept,
        negatives: selectSamples(latents, one.negatives),
        randomContrast: contrast.isotropic,
        permutedContrast: contrast.permuted,
        rivals: rivals[i]!,
      };
    });
    return { contexts, vectors };
  };
  const difference = by('difference');
  const mean = ground.tissue ? by('mean') : difference;
  return { encoder, concepts: { mean, difference } };
}

/**
 * The concepts that a method explains, by the method's formula or, if it has none, the paper's. For faces, the two
 * are the same.
 */
export function conceptsOf({ concepts }: PreparedModel, { formula }: Method): Concepts {
  return concepts[formula ?? 'mean'];
}

/** Measures one method on all concepts of a ground. */
export async function runMethod(
  ground: Ground,
  method: Method,
  models: { readonly trained: PreparedModel; readonly untrained: PreparedModel },
  signal: AbortSignal,
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const [i, place] of ground.concepts.entries()) {
    const { contexts, vectors } = conceptsOf(models.trained, method);
    const { concept, isotropic, permuted } = vectors[i]!;
    const options = { batchSize: place.inputs.shape[0]!, signal, onWarning: () => {} };
    const by = (model: PreparedModel, inputs: NdArray<Float32Array>) => {
      const own = conceptsOf(model, method);
      return explain(model.encoder, own.vectors[i]!.concept, inputs, method.make(own.contexts[i]!), options);
    };
    const explanations = await explain(
      models.trained.encoder,
      [concept, ...isotropic, ...permuted],
      place.inputs,
      method.make(contexts[i]!),
      options,
    );
    const [maps, ...random] = explanations.map((explanation) => explanation.maps);
    const found = {
      maps: maps!,
      isotropic: random.slice(0, isotropic.length),
      permuted: random.slice(isotropic.length),
      without: (await by(models.trained, place.without)).maps,
      untrained: (await by(models.untrained, place.inputs)).maps,
    };
    results.push(await measureMaps(place, ground.tissue, found, settings));
  }
  return results;
}
