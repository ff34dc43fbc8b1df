import { type ConceptVector, type Encoder, explain } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import { type ConceptSeparation, conceptSeparation, evidenceOverlap, type Gate, gate } from '@csm/evaluate';
import { replacement } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import type { FaceSet } from '../../support/drawn-faces/faces.js';

/** Number of faces, counted from the first, whose maps are compared with what the encoder answers. */
const ASKED_FACES = 8;

/** What the encoder answers about a concept. The maps of every method are compared with it. */
export interface EncoderAnswer {
  /** Whether the score of the vector separates held-out faces. */
  readonly separation: ConceptSeparation;
  /** How much the score falls if a patch of a face becomes that of a face without the concept. */
  readonly evidence: NdArray<Float32Array>;
}

/** Held-out faces with a concept, the first of which are explained, and faces without it. */
export interface ConceptFaces {
  readonly having: readonly number[];
  readonly lacking: readonly number[];
}

/**
 * Asks the encoder about a concept: 64 patches × 2 donors for each of eight faces are 1,024 encodings, whatever the number of
 * methods.
 */
export async function askEncoder(
  encoder: Encoder,
  concept: ConceptVector,
  { images }: FaceSet,
  latents: NdArray<Float32Array>,
  { having, lacking }: ConceptFaces,
  signal: AbortSignal,
): Promise<EncoderAnswer> {
  const examples = {
    positives: selectSamples(latents, having),
    negatives: selectSamples(latents, lacking),
  };
  const donors = selectSamples(images, lacking);
  const faces = selectSamples(images, having.slice(0, ASKED_FACES));
  const { maps } = await explain(encoder, concept, faces, replacement({ donors }), { batchSize: 8, signal });
  return { separation: await conceptSeparation(concept, examples, { signal }), evidence: maps };
}

/**
 * Decides whether to believe a method's maps.
 * @param maps of the faces with the concept; the first of them are those that the encoder was asked about.
 */
export function judge(
  name: string,
  explainer: string,
  maps: NdArray<Float32Array>,
  { separation, evidence }: EncoderAnswer,
): Gate {
  const asked = selectSamples(maps, [...Array(evidence.shape[0]).keys()]);
  return gate({ name, explainer, separation, overlap: evidenceOverlap(asked, evidence) });
}
