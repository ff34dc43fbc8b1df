import {
  type ConceptVector,
  type Encoder,
  type Explainer,
  type Explanation,
  encode,
  explain,
  meanDifference,
} from '@csm/core';
import { type FaceAttribute, selectSamples } from '@csm/datasets';
import { conceptDependence, type Gate, isotropicConcepts, localisation } from '@csm/evaluate';
import ndarray, { type NdArray } from 'ndarray';
import { average } from '../../support/average.js';
import { type Faces, facesWith } from '../../support/drawn-faces/faces.js';
import type { Settings } from '../../support/drawn-faces/settings.js';
import { askEncoder, judge } from './encoder-answer.js';

/** The measures of one concept. */
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
  /** Share of the maps' variance that maps of the random vectors explain. */
  readonly explainedByRandom: number;
  /** Whether to believe the maps, by `gate` of `@csm/evaluate`. */
  readonly gate: Gate;
  /** What `explain` warns about: maps that do not add up to the difference of scores. */
  readonly incomplete: readonly string[];
}

/** The face that the figure shows for a concept, with its maps by method. */
export interface ExampleFace {
  readonly concept: FaceAttribute;
  readonly face: number;
  readonly score: number;
  readonly maps: Record<string, NdArray<Float32Array>>;
  /** The methods whose maps of this concept do not show what the encoder reads. */
  readonly doubted: readonly string[];
}

/** A concept vector, and the latents of training faces that lack the concept. */
export interface TrainedConcept {
  readonly concept: ConceptVector;
  readonly negatives: NdArray<Float32Array>;
}

/** Makes one concept vector per attribute: the mean latent of training faces with it minus the mean of those without. */
export async function makeConcepts(
  encoder: Encoder,
  { training, names }: Faces,
  signal: AbortSignal,
): Promise<TrainedConcept[]> {
  const latents = await encode(encoder, training.images, { batchSize: 64, signal });
  return names.map((name) => {
    const negatives = selectSamples(latents, facesWith(training, name, false));
    const positives = selectSamples(latents, facesWith(training, name, true));
    return { concept: meanDifference(name, positives, negatives), negatives };
  });
}

/** Measures scores and maps of one concept on held-out faces, whose latents are given, and compares them with random concepts. */
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
  const lacking = facesWith(heldOut, name, false);
  const answer = await askEncoder(encoder, concept, heldOut, latents, { having, lacking }, signal);

  // Selects the face with the third highest score, as in the paper's figure, and the first faces that have the
  // attribute.
  const shown = [...having].sort((a, b) => score(b) - score(a))[2]!;
  const faces = having.slice(0, settings.facesPerConcept);
  const masks = stacked(faces.map((face) => heldOut.mask(face, name)));
  const controls = isotropicConcepts(concept, { count: settings.randomConcepts, seed: settings.seed });
  const results: Record<string, MethodResult> = {};
  const maps: Record<string, NdArray<Float32Array>> = {};
  for (const method of methods) {
    const images = selectSamples(heldOut.images, faces);
    const incomplete: string[] = [];
    const run = { batchSize: 25, signal, onWarning: (message: string) => incomplete.push(message) };
    const [explanation, ...random] = await explain(encoder, [concept, ...controls], images, method, run);
    const share = ({ maps }: Explanation) => average(localisation(maps, masks).mass);
    const shares = random.map(share);
    const { explainedByRandom } = await conceptDependence(
      explanation!,
      random.map((each) => each.maps),
    );
    results[method.name] = {
      share: share(explanation!),
      random: { mean: average(shares), smallest: Math.min(...shares), largest: Math.max(...shares) },
      explainedByRandom,
      gate: judge(name, method.name, explanation!.maps, answer),
      incomplete,
    };
    maps[method.name] = (
      await explain(encoder, concept, selectSamples(heldOut.images, [shown]), method, run)
    ).maps;
  }
  const doubted = Object.keys(results).filter((method) => results[method]!.gate.map.verdict === 'doubt');
  const { auc } = answer.separation;
  return {
    result: { concept: name, auc, faces: faces.length, areaShare: average(masks.data), methods: results },
    example: { concept: name, face: shown, score: score(shown), maps, doubted },
  };
}

/** Stacks masks `[height, width]` into one array `[n, height, width]`. */
function stacked(masks: readonly NdArray<Uint8Array>[]): NdArray<Uint8Array> {
  return ndarray(Uint8Array.from(masks.flatMap(({ data }) => [...data])), [masks.length, ...masks[0]!.shape]);
}
