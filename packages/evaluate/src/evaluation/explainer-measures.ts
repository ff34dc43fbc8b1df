import type { ChannelOptions } from '@csm/base';
import { type ConceptVector, type EncodeOptions, type Encoder, explain } from '@csm/core';
import type { NdArray } from 'ndarray';
import type { ConceptExamples } from '../concepts/concept-examples.js';
import { resampledConcepts } from '../concepts/resampled-concepts.js';
import { modelControl } from '../controls/model-control.js';
import { mapAgreement } from '../stability/map-agreement.js';
import { maxSensitivity } from '../stability/max-sensitivity.js';
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
    const compared = [
      ['first layer', stages.at(0)],
      ['all layers', stages.at(-1)],
    ] as const;
    return compared.flatMap(([layers, stage]) => [
      withoutControl(`model control: pearson, ${layers}`, 0, stage ? [stage.similarity.pearson] : []),
      withoutControl(
        `model control: spearman of magnitudes, ${layers}`,
        Number.NaN,
        stage ? [stage.absoluteSpearman] : [],
      ),
    ]);
  };
}

/** A measurement that is not made for random concepts. */
const withoutControl = (measure: string, chance: number, concept: ArrayLike<number>): Measurement => ({
  measure,
  chance,
  concept,
  random: [],
});
