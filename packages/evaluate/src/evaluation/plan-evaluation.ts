import {
  checkBatchSize,
  checkChannelOptions,
  checkCount,
  checkList,
  checkOptionalFunction,
  checkOptions,
  checkSeed,
  checkWatchers,
  invalidArgument,
  pictureLayout,
  validNames,
} from '@csm/base';
import { type ConceptVector, dotProduct, type Encoder, type Explainer } from '@csm/core';
import { checkEncoder, checkExplainer, encoderOfGraph } from '@csm/core/extend';
import type { NdArray } from 'ndarray';
import { checkConcept } from '../concepts/check-concept.js';
import { nodesWithWeights } from '../controls/randomisation/randomised-encoders.js';
import { replacementOf } from '../faithfulness/replacement.js';
import { checkFiniteInputs } from '../maps/check-maps.js';
import type { EvaluateOptions, MeasureGroup } from './evaluate-options.js';

const caller = 'evaluate';

/** The groups that an evaluation can measure. */
export interface EvaluationPlan {
  readonly groups: ReadonlySet<MeasureGroup>;
  /** The explainers that run on copies of the encoder with random weights. */
  readonly modelControlled: readonly Explainer[];
}

/** Decides what to measure. @throws before any work for everything that would otherwise fail during the run. */
export function planEvaluation(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: NdArray,
  explainers: readonly Explainer[],
  options: EvaluateOptions,
): EvaluationPlan {
  checkEvaluateOptions(options);
  const { replacements = {}, onWarning = console.warn } = options;
  checkEncoder(caller, encoder);
  checkConcept(caller, concept);
  checkFiniteInputs(caller, inputs);
  pictureLayout(
    caller,
    'the inputs',
    inputs.shape.slice(1),
    encoder.layout,
    "make the encoder with { layout: 'channelsFirst' }, or 'channelsLast' if the first axis is the height",
  );
  checkExplainers(explainers);
  const groups = groupsOf(encoder, options);
  if (groups.has('faithfulness')) {
    for (const replacement of Object.values(replacements)) {
      replacementOf(caller, inputs, replacement, encoder.layout);
    }
  }
  const scores = [dotProduct(concept)];
  for (const explainer of explainers) explainer.check?.({ encoder, scores }, () => {});
  const modelControlled =
    groups.has('model control') || groups.has('MPRT')
      ? explainers.filter((explainer) => runsOnCopy(explainer, encoder, concept, onWarning))
      : [];
  return { groups, modelControlled };
}

function checkEvaluateOptions(options: EvaluateOptions): void {
  checkOptions<EvaluateOptions>(caller, options, {
    masks: true,
    within: true,
    examples: true,
    decode: true,
    groups: true,
    randomConcepts: true,
    replacements: true,
    steps: true,
    samples: true,
    seed: true,
    batchSize: true,
    channels: true,
    signal: true,
    onWarning: true,
    onProgress: true,
  });
  checkWatchers(caller, options);
  checkChannelOptions(caller, { channels: options.channels });
  const { randomConcepts = 10, steps = 20, samples = 50, seed = 0, batchSize = 32, decode } = options;
  checkCount(caller, 'randomConcepts', randomConcepts, { min: 3 });
  checkCount(caller, 'steps', steps);
  checkCount(caller, 'samples', samples);
  checkSeed(caller, seed);
  checkBatchSize(caller, batchSize);
  checkOptionalFunction(caller, 'decode', decode);
}

const DEFAULT_GROUPS: readonly MeasureGroup[] = [
  'concept control',
  'localisation',
  'complexity',
  'faithfulness',
  'generative agreement',
  'stability',
  'model control',
];

/** With the groups that are measured only on request, because they are expensive. */
const ALL_GROUPS: readonly MeasureGroup[] = [
  ...DEFAULT_GROUPS,
  'feature removal',
  'relative stability',
  'MPRT',
];

function checkExplainers(explainers: readonly Explainer[]): void {
  checkList(caller, 'explainers', explainers);
  if (explainers.length === 0) throw invalidArgument(`${caller}: expected at least one explainer; got none.`);
  for (const explainer of explainers) checkExplainer(caller, explainer);
  const names = explainers.map(({ name }) => name);
  const duplicate = names.find((name, i) => names.indexOf(name) !== i);
  if (duplicate === undefined) return;
  throw invalidArgument(
    `${caller}: explainers must have different names, which identify the rows; two are called "${duplicate}"; rename ` +
      `one, as { ...explainer, name: '${duplicate}, from the mean' }.`,
  );
}

/** Whether a method can run on a copy of the encoder's graph, which model control makes. */
function runsOnCopy(
  explainer: Explainer,
  { graph }: Encoder,
  concept: ConceptVector,
  onWarning: (message: string) => void,
): boolean {
  if (graph === undefined) return false;
  try {
    explainer.check?.({ encoder: encoderOfGraph(graph), scores: [dotProduct(concept)] }, () => {});
    return true;
  } catch {
    onWarning(
      `${caller}: no model control for ${explainer.name}, which cannot run on a copy of the encoder with other weights.`,
    );
    return false;
  }
}

/** The requested groups. @throws if one is unknown or cannot be measured. */
function groupsOf(encoder: Encoder, options: EvaluateOptions): Set<MeasureGroup> {
  const { masks, decode, examples, groups } = options;
  const weights = {
    given: encoder.graph !== undefined && nodesWithWeights(encoder.graph).length > 0,
    what: 'an encoder that shows its layers, some of them with weights',
  };
  const needs: Partial<Record<MeasureGroup, { given: boolean; what: string }>> = {
    localisation: { given: masks !== undefined, what: 'options.masks' },
    'generative agreement': { given: decode !== undefined, what: 'options.decode' },
    stability: { given: examples !== undefined, what: 'options.examples' },
    'model control': weights,
    MPRT: weights,
  };
  const isPossible = (group: MeasureGroup) => needs[group]?.given !== false;
  if (groups === undefined) return new Set(DEFAULT_GROUPS.filter(isPossible));
  checkList(caller, 'groups', groups);
  for (const group of groups) {
    if (!ALL_GROUPS.includes(group)) {
      const hint = validNames('groups', group, ALL_GROUPS);
      throw invalidArgument(`${caller}: unknown group ${JSON.stringify(group)}; ${hint}.`);
    }
    if (!isPossible(group))
      throw invalidArgument(`${caller}: the group "${group}" needs ${needs[group]?.what}.`);
  }
  return new Set(groups);
}
