import { type ConceptScore, type Encoder, type Explanation, explain } from '@csm/core';
import type { NdArray } from 'ndarray';
import { firstRows } from '../maps/stack-rows.js';
import { type Asked, askEncoder, askedAbout, warnOfDonors } from './ask-encoder.js';
import { evidenceOverlap } from './evidence-overlap.js';
import type { EvidenceOverlap } from './evidence-overlap-types.js';

/** The maps of `replacement`, where they say something, and how other maps agree with them. */
export interface Compared {
  readonly evidence: NdArray<Float32Array>;
  readonly about: NdArray<Float32Array>;
  readonly overlap: EvidenceOverlap;
}

type Run = NonNullable<Parameters<typeof explain>[4]> & { readonly onWarning: (message: string) => void };

/**
 * Asks the encoder about the first inputs of an explanation, and compares its maps with the answer.
 * @param inputs the inputs to ask about, the first of those that were explained.
 * @returns undefined without donors.
 */
export async function compareWithEncoder(
  caller: string,
  encoder: Encoder,
  score: ConceptScore,
  explanation: Explanation,
  inputs: NdArray,
  asked: Asked,
  run: Run,
): Promise<Compared | undefined> {
  const asks = askEncoder(encoder, score, asked);
  const about = askedAbout(encoder, inputs, asked);
  if (asks === undefined || about === undefined || asked.donors === undefined) return undefined;
  const count = inputs.shape[0] ?? 0;
  const { maps: evidence } = await explain(encoder.slice?.(0, count) ?? encoder, score, inputs, asks, run);
  const { batchSize, signal, onWarning } = run;
  await warnOfDonors(caller, encoder, score, explanation, asked.donors, { batchSize, signal, onWarning });
  const { layout } = explanation;
  const maps = firstRows(explanation.maps, count);
  const overlap = evidenceOverlap(maps, evidence, { features: asked.features, asked: about, layout });
  return { evidence, about, overlap };
}
