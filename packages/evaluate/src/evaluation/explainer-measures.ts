import type { ChannelOptions } from '@csm/base';
import { type ConceptVector, type EncodeOptions, type Encoder, encode, explain } from '@csm/core';
import type { NdArray } from 'ndarray';
import type { ConceptExamples } from '../concepts/concept-examples.js';
import { resampledConcepts } from '../concepts/resampled-concepts.js';
import { modelControl } from '../controls/model-control.js';
import { efficientMprt } from '../controls/randomisation/efficient-mprt.js';
import type { ModelControlStage } from '../controls/randomisation/model-control-types.js';
import { smoothMprt } from '../controls/randomisation/smooth-mprt.js';
import { scoreFunction } from '../faithfulness/score-function.js';
import { mapAgreement } from '../stability/map-agreement.js';
import { maxSensitivity } from '../stability/max-sensitivity.js';
import { inputReference } from '../stability/relative/relative-input-stability.js';
import { scoreReference } from '../stability/relative/relative-output-stability.js';
import { representationReference } from '../stability/relative/relative-representation-stability.js';
import { relativeStabilities } from '../stability/relative/relative-stability.js';
import type { ExplainerMeasure, Measurement } from './measurement.js';

/** The inputs and settings that all measures of an explainer share. */
interface Subject {
  readonly encoder: Encoder;
  readonly concept: ConceptVector;
  readonly inputs: NdArray;
  readonly run: Pick<EncodeOptions, 'batchSize' | 'signal'>;
  readonly seed: number;
  readonly channels: ChannelOptions['channels'];
}

const silent = { onWarning: () => {} };

/** {@link maxSensitivity} with three perturbations of each input. */
export function sensitivityMeasure({ encoder, concept, inputs, run, seed }: Subject): ExplainerMeasure {
  return async (explainer) => {
    const attribute = async (x: NdArray) =>
      (await explain(encoder, concept, x, explainer, { ...run, ...silent })).maps;
    const values = await maxSensitivity(attribute, inputs, { seed, signal: run.signal, samples: 3 });
    return [withoutControl('faithfulness: sensitivity-max', Math.SQRT2, values)];
  };
}

/** {@link mapAgreement} over five bootstrap resamples of the examples. */
export function resamplingMeasure(
  { encoder, inputs, run, seed, channels }: Subject,
  examples: ConceptExamples,
): ExplainerMeasure {
  return async (explainer) => {
    const resampled = resampledConcepts(examples, { count: 5, seed });
    const explanations = await explain(encoder, resampled, inputs, explainer, { ...run, ...silent });
    const agreement = mapAgreement(
      explanations.map(({ maps }) => maps),
      { channels, layout: encoder.layout },
    );
    return (['pearson', 'topOverlap'] as const).map((name) =>
      withoutControl(`stability: resampled examples, ${name}`, Number.NaN, agreement[name]),
    );
  };
}

/** Relative input, output and representation stability, by norms, with the same three perturbations of each input. */
export function relativeStabilityMeasure({ encoder, concept, inputs, run, seed }: Subject): ExplainerMeasure {
  const caller = 'evaluate';
  const references = [
    inputReference,
    scoreReference(caller, scoreFunction(encoder, concept, run)),
    representationReference(caller, (x) => encode(encoder, x, run)),
  ];
  return async (explainer) => {
    const attribute = async (x: NdArray) =>
      (await explain(encoder, concept, x, explainer, { ...run, ...silent })).maps;
    const options = { seed, signal: run.signal, samples: 3, relativeTo: 'norm' } as const;
    const found = await relativeStabilities(caller, attribute, references, inputs, options);
    return (['input', 'output', 'representation'] as const).map((of, r) =>
      withoutControl(`relative stability: ${of}`, Number.NaN, found[r]!),
    );
  };
}

/** {@link efficientMprt}, and {@link smoothMprt} with ten samples. */
export function mprtMeasure({ encoder, concept, inputs, run, seed, channels }: Subject): ExplainerMeasure {
  return async (explainer) => {
    const options = { ...run, seed, channels, ...silent };
    const { rise } = await efficientMprt(encoder, concept, inputs, explainer, options);
    const stages = await smoothMprt(encoder, concept, inputs, explainer, { ...options, samples: 10 });
    return [
      withoutControl('MPRT: efficient, rise of the entropy', 0, rise),
      ...firstAndLast(stages).map(([layers, { absoluteSpearman }]) =>
        withoutControl(`MPRT: smooth, spearman of magnitudes, ${layers}`, Number.NaN, [absoluteSpearman]),
      ),
    ];
  };
}

/** {@link modelControl}, after the first and after all layers. */
export function modelControlMeasure({
  encoder,
  concept,
  inputs,
  run,
  seed,
  channels,
}: Subject): ExplainerMeasure {
  return async (explainer) => {
    const options = { ...run, seed, channels, ...silent };
    const stages = await modelControl(encoder, concept, inputs, explainer, options);
    return firstAndLast(stages).flatMap(([layers, { similarity, absoluteSpearman }]) => [
      withoutControl(`model control: pearson, ${layers}`, 0, [similarity.pearson]),
      withoutControl(`model control: spearman of magnitudes, ${layers}`, Number.NaN, [absoluteSpearman]),
    ]);
  };
}

/** The stages after the first and after all layers, which are there because the encoder has weights. */
function firstAndLast(stages: readonly ModelControlStage[]) {
  return [
    ['first layer', stages[0]!],
    ['all layers', stages[stages.length - 1]!],
  ] as const;
}

/** A measurement that is not made for random concepts. */
const withoutControl = (measure: string, chance: number, concept: ArrayLike<number>): Measurement => ({
  measure,
  chance,
  concept,
  random: [],
});
