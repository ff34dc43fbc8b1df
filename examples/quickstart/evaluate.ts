import { type ConceptVector, type Encoder, type Explainer, encode, explain, meanDifference } from '@csm/core';
import { rocAuc } from '@csm/core/statistics';
import { type FaceAttribute, selectSamples } from '@csm/datasets';
import type { NdArray } from 'ndarray';
import { average } from '../support/average.js';
import { randomConcepts } from '../support/random-concepts.js';
import { type Faces, facesWith } from './faces.js';
import { areaShare, saliencyInMask } from './localisation.js';
import type { Settings } from './settings.js';

/** What is measured of one concept. */
export interface ConceptResult {
  readonly concept: FaceAttribute;
  /** ROC AUC of the concept score on held-out faces. */
  readonly auc: number;
  readonly faces: number;
  /** Share of the picture that the ground-truth mask covers. */
  readonly areaShare: number;
  readonly methods: Record<string, MethodResult>;
}

export interface MethodResult {
  /** Share of absolute saliency inside the ground-truth mask. */
  readonly share: number;
  /** The same for random concept vectors of equal norm: mean, smallest, largest. */
  readonly random: { readonly mean: number; readonly smallest: number; readonly largest: number };
}

/** Maps of the face that the figure shows for a concept, by method. */
export interface ExampleFace {
  readonly concept: FaceAttribute;
  readonly face: number;
  readonly score: number;
  readonly maps: Record<string, NdArray<Float32Array>>;
}

/** One concept vector an attribute: mean latent of training faces with it minus mean of those without. */
export async function makeConcepts(
  encoder: Encoder,
  { training, names }: Faces,
  signal: AbortSignal,
): Promise<ConceptVector[]> {
  const latents = await encode(encoder, training.images, { batchSize: 64, signal });
  return names.map((name) =>
    meanDifference(
      name,
      selectSamples(latents, facesWith(training, name, true)),
      selectSamples(latents, facesWith(training, name, false)),
    ),
  );
}

/** Scores and maps of one concept on held-out faces, whose latents are given, beside those of random concepts. */
export async function evaluateConcept(
  encoder: Encoder,
  concept: ConceptVector,
  { heldOut }: Faces,
  latents: NdArray<Float32Array>,
  methods: readonly Explainer[],
  settings: Settings,
  signal: AbortSignal,
): Promise<{ result: ConceptResult; example: ExampleFace }> {
  const name = concept.name as FaceAttribute;
  const score = (face: number) =>
    concept.vector.reduce((sum, value, k) => sum + value * latents.get(face, k), 0);
  const having = facesWith(heldOut, name, true);
  const auc = rocAuc(having.map(score), facesWith(heldOut, name, false).map(score));

  // The third highest score, as in the paper's figure, and the first faces that have the attribute.
  const shown = [...having].sort((a, b) => score(b) - score(a))[2]!;
  const faces = having.slice(0, settings.facesPerConcept);
  const masks = faces.map((face) => heldOut.mask(face, name));
  const controls = randomConcepts(concept, settings.randomConcepts, settings.seed);
  const results: Record<string, MethodResult> = {};
  const maps: Record<string, NdArray<Float32Array>> = {};
  for (const method of methods) {
    const explanations = await explain(
      encoder,
      [concept, ...controls],
      selectSamples(heldOut.images, faces),
      method,
      {
        batchSize: 25,
        signal,
      },
    );
    const [share, ...random] = explanations.map((explanation) => saliencyInMask(explanation.maps, masks));
    results[method.name] = {
      share: share!,
      random: { mean: average(random), smallest: Math.min(...random), largest: Math.max(...random) },
    };
    maps[method.name] = (
      await explain(encoder, concept, selectSamples(heldOut.images, [shown]), method)
    ).maps;
  }
  return {
    result: { concept: name, auc, faces: faces.length, areaShare: areaShare(masks), methods: results },
    example: { concept: name, face: shown, score: score(shown), maps },
  };
}
