import {
  type ConceptVector,
  checkpoint,
  type EncodeOptions,
  type Encoder,
  type Explainer,
  explain,
} from '@csm/core';
import type { NdArray } from 'ndarray';
import { modelControl } from '../controls/model-control.js';
import {
  type ConceptExamples,
  isotropicConcepts,
  permutedConcepts,
  resampledConcepts,
} from '../controls/random-concepts.js';
import type { DecodeFunction } from '../faithfulness/generative-agreement.js';
import type { Replacement } from '../faithfulness/replacement.js';
import { scoreFunction } from '../faithfulness/score-function.js';
import { meanDefined, standardError } from '../maps/mean.js';
import { mapAgreement } from '../stability/map-agreement.js';
import { maxSensitivity } from '../stability/max-sensitivity.js';
import { checkEvaluation } from './evaluate-checks.js';
import {
  controlMeasure,
  deletionMeasure,
  generativeMeasure,
  infidelityMeasure,
  localisationMeasure,
  type MapMeasure,
  type Measured,
} from './map-measures.js';

/** A family of measures. */
export type MeasureGroup =
  | 'concept control'
  | 'model control'
  | 'localisation'
  | 'faithfulness'
  | 'generative agreement'
  | 'stability';

/** Options of {@link evaluate}. */
export interface EvaluateOptions extends Pick<EncodeOptions, 'batchSize' | 'signal'> {
  /** Where the concept shows, 1 and 0: `[n, height, width]` or one for all. For localisation. */
  masks?: NdArray | undefined;
  /** Pixels that localisation looks at, in the masks' shape. Default all. */
  within?: NdArray | undefined;
  /** What the concept vector was made of. Random concepts are then of permuted labels, and stability under resampling is measured. */
  examples?: ConceptExamples | undefined;
  /** Decodes latents: {@link decodeFunction}. For generative agreement. */
  decode?: DecodeFunction | undefined;
  /** What to measure. Default: all that masks, examples, decode and the encoder allow. */
  groups?: readonly MeasureGroup[] | undefined;
  /** Random concepts as control, at least 3. Default 10. */
  randomConcepts?: number | undefined;
  /** What stands in for deleted features, by name. Default zeros and, for pictures, the input blurred by an eighth of its height. */
  replacements?: Readonly<Record<string, Replacement>> | undefined;
  /** Points of the deletion curves. Default 20. */
  steps?: number | undefined;
  /** Draws of infidelity. Default 50. */
  samples?: number | undefined;
  /** Default 0. */
  seed?: number | undefined;
  onWarning?: ((message: string) => void) | undefined;
  /** Called after each step with how many are done, of how many. */
  onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
}

/** One measure of one method. */
export interface EvaluationRow {
  readonly method: string;
  /** Group and measure: `localisation: auc`. */
  readonly measure: string;
  /** Mean over the inputs (those where it is defined). */
  readonly value: number;
  /** Standard error of `value` over the inputs. */
  readonly standardError: number;
  /** The same for random concepts' maps: mean, smallest and largest over the random concepts; NaN where not measured. */
  readonly control: number;
  readonly controlLow: number;
  readonly controlHigh: number;
  /** What maps that know nothing reach, where that is known; else NaN. */
  readonly chance: number;
}

/** The table of {@link evaluate}. */
export interface Evaluation {
  readonly concept: string;
  readonly inputs: number;
  readonly randomConcepts: number;
  readonly seed: number;
  readonly rows: readonly EvaluationRow[];
}

/**
 * Measures the maps of one concept by several methods, each number beside the same for random concepts and beside what a map that knows
 * nothing reaches. A method shows its concept where value and control differ, not where the value is high.
 *
 * Groups: `concept control` ({@link conceptControl}; its control is what a random concept's map has in common with the others'),
 * `model control` ({@link modelControl}, after the first and after all layers), `localisation` (also of the raw input),
 * `faithfulness` ({@link deletionGap}, {@link infidelity}, {@link maxSensitivity}), `generative agreement`, `stability` over
 * resamples of the examples. Maps are explained once a method; the measures share them. Methods that cannot run on a copy of the
 * encoder, such as `posteriorAverage`, have no model control: `onWarning` is told.
 *
 * @param inputs `[n, ...inputShape]`.
 * @param explainers of different names, by which the rows are told apart: `{ ...integratedGradients(), name: 'from zeros' }`.
 * @throws before the work: as `explain`, if two explainers have one name, and if a group is asked for that cannot be measured.
 */
export async function evaluate(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: NdArray,
  explainers: readonly Explainer[],
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { groups, controlled } = checkEvaluation(encoder, concept, inputs, explainers, options);
  const { randomConcepts = 10, seed = 0, signal, batchSize, onProgress, onWarning = console.warn } = options;
  const run = { batchSize, signal, onWarning };
  const count = { count: randomConcepts, seed };
  const random = options.examples
    ? permutedConcepts(options.examples, { ...count, concept })
    : isotropicConcepts(concept, count);

  const measures = await measuresOf(encoder, concept, inputs, groups, options);
  const extra = extraMeasures(encoder, concept, inputs, groups, options);
  const total = explainers.length * (1 + measures.length + extra.length) + controlled.length;
  let done = 0;
  const step = async () => {
    onProgress?.({ done: ++done, total });
    await checkpoint({ signal });
  };
  const rows: EvaluationRow[] = [];
  if (groups.has('localisation')) {
    const raw = await localisationMeasure(options.masks!, options.within)([inputs]);
    rows.push(...raw.map((measured) => rowOf('raw input', measured)));
  }
  for (const explainer of explainers) {
    const explanations = await explain(encoder, [concept, ...random], inputs, explainer, run);
    const maps = explanations.map((explanation) => explanation.maps);
    await step();
    for (const measure of measures) {
      rows.push(...(await measure(maps)).map((measured) => rowOf(explainer.name, measured)));
      await step();
    }
    for (const measure of extra) {
      rows.push(...(await measure(explainer)).map((measured) => rowOf(explainer.name, measured)));
      await step();
    }
    if (controlled.includes(explainer)) {
      const control = modelMeasure(encoder, concept, inputs, explainer, { seed, signal, batchSize });
      rows.push(...(await control).map((measured) => rowOf(explainer.name, measured)));
      await step();
    }
  }
  return { concept: concept.name, inputs: inputs.shape[0]!, randomConcepts, seed, rows };
}

async function measuresOf(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: NdArray,
  groups: ReadonlySet<MeasureGroup>,
  options: EvaluateOptions,
): Promise<MapMeasure[]> {
  const { seed = 0, signal, batchSize, steps = 20, samples = 50 } = options;
  const run = { batchSize, signal };
  const measures: MapMeasure[] = [];
  if (groups.has('concept control')) measures.push(controlMeasure);
  if (groups.has('localisation')) measures.push(localisationMeasure(options.masks!, options.within));
  if (groups.has('faithfulness')) {
    const score = scoreFunction(encoder, concept, run);
    const blurred = inputs.shape.length === 4 && { blurred: { blur: inputs.shape[1]! / 8 } };
    const replacements = options.replacements ?? { zeros: 0, ...blurred };
    measures.push(deletionMeasure(score, inputs, replacements, { steps, seed, signal }));
    measures.push(infidelityMeasure(score, inputs, { samples, seed, signal }));
  }
  if (groups.has('generative agreement')) {
    measures.push(await generativeMeasure(encoder, concept, inputs, options.decode!, run));
  }
  return measures;
}

/** Measures that need maps of their own. */
function extraMeasures(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: NdArray,
  groups: ReadonlySet<MeasureGroup>,
  options: EvaluateOptions,
): ((explainer: Explainer) => Promise<Measured[]>)[] {
  const { seed = 0, signal, batchSize } = options;
  const run = { batchSize, signal, onWarning: () => {} };
  const measures: ((explainer: Explainer) => Promise<Measured[]>)[] = [];
  if (groups.has('faithfulness')) {
    measures.push(async (explainer) => {
      const attribute = async (x: NdArray) => (await explain(encoder, concept, x, explainer, run)).maps;
      const values = await maxSensitivity(attribute, inputs, { seed, signal, samples: 3 });
      return [one('faithfulness: sensitivity-max', Math.SQRT2, values)];
    });
  }
  if (groups.has('stability')) {
    measures.push(async (explainer) => {
      const resampled = resampledConcepts(options.examples!, { count: 5, seed });
      const maps = (await explain(encoder, resampled, inputs, explainer, run)).map((each) => each.maps);
      const agreement = mapAgreement(maps);
      return (['pearson', 'topOverlap'] as const).map((name) =>
        one(`stability: resampled examples, ${name}`, Number.NaN, agreement[name]),
      );
    });
  }
  return measures;
}

/** {@link modelControl}, after the first and after all layers. */
async function modelMeasure(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: NdArray,
  explainer: Explainer,
  options: EncodeOptions & { seed: number },
): Promise<Measured[]> {
  const stages = await modelControl(encoder, concept, inputs, explainer, { ...options, onWarning: () => {} });
  return [['first layer', stages[0]!] as const, ['all layers', stages.at(-1)!] as const].flatMap(
    ([name, { similarity, absoluteSpearman }]) => [
      one(`model control: pearson, ${name}`, 0, [similarity.pearson]),
      one(`model control: spearman of magnitudes, ${name}`, Number.NaN, [absoluteSpearman]),
    ],
  );
}

const one = (measure: string, nullValue: number, values: ArrayLike<number>): Measured => ({
  measure,
  chance: nullValue,
  values: [values],
});

function rowOf(method: string, { measure, chance: nullValue, values }: Measured): EvaluationRow {
  const [concept, ...random] = values;
  const controls = random.map(meanDefined);
  const some = controls.length > 0;
  return {
    method,
    measure,
    value: meanDefined(concept!),
    standardError: standardError(concept!),
    control: some ? meanDefined(controls) : Number.NaN,
    controlLow: some ? Math.min(...controls) : Number.NaN,
    controlHigh: some ? Math.max(...controls) : Number.NaN,
    chance: nullValue,
  };
}
