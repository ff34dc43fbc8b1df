import { dotProduct, type Explanation, explain } from '@csm/core';
import type { SplitHalves } from '@csm/core/statistics';
import { decoderMap } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import type { ConceptExamples } from '../concepts/concept-examples.js';
import { canReplace, featuresOfFirst } from '../evidence/ask-encoder.js';
import { type Compared, compareWithEncoder } from '../evidence/compare-with-encoder.js';
import { evidenceOverlap } from '../evidence/evidence-overlap.js';
import { firstRows } from '../maps/stack-rows.js';
import { regionSignificance } from '../significance/region-significance.js';
import type { CertificateMeasures } from './certificate.js';
import type { CertifiedExamples } from './certify-inputs.js';
import type { CertifyOptions, CertifySubject, ExampleIds } from './certify-options.js';
import { askedWith } from './check-subject.js';
import type { DecoderAgreement } from './decoder-agreement.js';
import { mapStability } from './map-stability.js';

/** Number of inputs, and of donors of a kind, with which regions are tested. */
const REGION_INPUTS = 2;
const REGION_DONORS = 24;

/** The explanation, the evidence, and what is measured of them. */
export interface ExplainedMeasures {
  readonly explanation: Explanation;
  readonly evidence?: NdArray<Float32Array>;
  readonly measures: Pick<CertificateMeasures, 'overlap' | 'mapStability' | 'regions' | 'decoder'>;
}

/**
 * Makes the maps, asks the encoder, and measures how they agree.
 * @param onStep called after each of the four steps.
 */
export async function mapMeasures(
  subject: CertifySubject,
  examples: CertifiedExamples,
  stability: SplitHalves | undefined,
  given: CertifyOptions,
  onWarning: (message: string) => void,
  onStep: () => void,
): Promise<ExplainedMeasures> {
  const { encoder, concept, explainer, inputs, decoder } = subject;
  const caller = 'certify';
  const { gateInputs = 8, score = dotProduct, batchSize = 8, signal } = given;
  const inputCount = inputs.shape[0] ?? 0;
  const count = Math.min(gateInputs, inputCount);
  const features = featuresOfFirst(caller, given.features, encoder, inputCount, count);
  const options = { ...given, features };
  const run = { batchSize, signal, onWarning };
  const explanation = await explain(encoder, score(concept), inputs, explainer, run);
  onStep();
  const compared = firstRows(inputs, count);
  const some = encoder.slice?.(0, count) ?? encoder;
  const asked = askedWith(caller, subject, options);
  const { donors } = asked;
  const answer =
    donors && canReplace(caller, compared, donors, onWarning)
      ? await compareWithEncoder(caller, encoder, score(concept), explanation, compared, asked, run)
      : undefined;
  onStep();
  const stable =
    stability &&
    (await mapStability(some, stability, compared, explainer, {
      features,
      score,
      run: { batchSize, signal },
    }));
  onStep();
  const regions =
    examples.areInputs && (options.regions ?? true)
      ? await testedRegions(subject, options, onWarning)
      : undefined;
  const drawn = decoder && (await decoderAgreement(subject, examples.latents, compared, answer, options));
  onStep();
  return {
    explanation,
    ...(answer && { evidence: answer.evidence }),
    measures: {
      ...(answer && { overlap: answer.overlap }),
      ...(stable && { mapStability: stable }),
      ...(regions && { regions }),
      ...(drawn && { decoder: drawn }),
    },
  };
}

async function testedRegions(
  { encoder, concept, inputs, positives, negatives, groups, strata }: CertifySubject,
  { features, score = dotProduct, seed = 0, batchSize = 8, signal }: CertifyOptions,
  onWarning: (message: string) => void,
) {
  const first = (array: NdArray, most: number) => firstRows(array, Math.min(most, array.shape[0] ?? 0));
  const ids = (of: ExampleIds | undefined, side: keyof ExampleIds) => of?.[side].slice(0, REGION_DONORS);
  const count = Math.min(REGION_INPUTS, inputs.shape[0] ?? 0);
  const [found] = await regionSignificance(
    {
      encoder: encoder.slice?.(0, count) ?? encoder,
      concepts: score(concept),
      inputs: first(inputs, REGION_INPUTS),
      positives: first(positives, REGION_DONORS),
      negatives: first(negatives, REGION_DONORS),
      positiveGroups: ids(groups, 'positives'),
      negativeGroups: ids(groups, 'negatives'),
      positiveStrata: ids(strata, 'positives'),
      negativeStrata: ids(strata, 'negatives'),
      // Superpixels of each input are no regions that inputs share.
      features: features?.shape.length === encoder.inputShape.length + 1 ? undefined : features,
    },
    { seed, batchSize: Math.max(batchSize, 32), signal, onWarning },
  );
  return found;
}

/** The decoder's maps of the concept, what they warn about, and how they agree with the evidence. */
async function decoderAgreement(
  { encoder, concept, decoder }: CertifySubject,
  { negatives }: ConceptExamples,
  inputs: NdArray<Float32Array>,
  answer: Compared | undefined,
  { features, score = dotProduct, batchSize = 8, signal }: CertifyOptions,
): Promise<DecoderAgreement | undefined> {
  if (decoder === undefined) return undefined;
  const warnings: string[] = [];
  const onWarning = (warning: string) => warnings.push(warning);
  const some = encoder.slice?.(0, inputs.shape[0] ?? 0) ?? encoder;
  const drawn = decoderMap({ decoder, negatives });
  const { maps, layout } = await explain(some, score(concept), inputs, drawn, {
    batchSize,
    signal,
    onWarning,
  });
  return {
    maps,
    ...(answer && {
      overlap: evidenceOverlap(maps, answer.evidence, { features, asked: answer.about, layout }),
    }),
    warnings,
  };
}
