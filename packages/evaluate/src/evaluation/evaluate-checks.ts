import {
  type ConceptVector,
  checkOptions,
  dotProduct,
  type Encoder,
  type Explainer,
  encoderOfGraph,
} from '@csm/core';
import type { NdArray } from 'ndarray';
import { changeableNodes } from '../controls/model-control.js';
import { replacementFor } from '../faithfulness/replacement.js';
import { checkConcept, checkCount, checkMaps, checkSeed } from '../maps/check.js';
import type { EvaluateOptions, MeasureGroup } from './evaluate.js';

/** What of an evaluation can be done. */
export interface Plan {
  readonly groups: ReadonlySet<MeasureGroup>;
  /** The explainers that have a model control. */
  readonly controlled: readonly Explainer[];
}

/** @throws what would else be thrown in the midst of the work. */
export function checkEvaluation(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: NdArray,
  explainers: readonly Explainer[],
  options: EvaluateOptions,
): Plan {
  checkOptions<EvaluateOptions>('evaluate', options, optionNames);
  const { randomConcepts = 10, seed = 0, onWarning = console.warn } = options;
  if (typeof encoder?.encode !== 'function') {
    throw new Error(`evaluate: expected an encoder, as layersEncoder makes; got ${typeof encoder}.`);
  }
  checkConcept('evaluate', concept);
  checkMaps('evaluate', inputs, 'inputs');
  checkCount('evaluate', 'randomConcepts', randomConcepts, 3);
  checkCount('evaluate', 'steps', options.steps ?? 20);
  checkCount('evaluate', 'samples', options.samples ?? 50);
  checkSeed('evaluate', seed);
  checkExplainers(explainers);
  const groups = groupsOf(encoder, options);
  if (groups.has('faithfulness')) {
    for (const each of Object.values(options.replacements ?? {})) replacementFor('evaluate', inputs, each);
  }
  const target = { encoder, scores: [dotProduct(concept)] };
  for (const explainer of explainers) explainer.check?.(target, () => {});
  const controlled = groups.has('model control')
    ? explainers.filter((explainer) => runsOnCopy(explainer, encoder, concept, onWarning))
    : [];
  return { groups, controlled };
}

const optionNames = {
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
  signal: true,
  onWarning: true,
  onProgress: true,
} as const;

const allGroups: readonly MeasureGroup[] = [
  'concept control',
  'localisation',
  'faithfulness',
  'generative agreement',
  'stability',
  'model control',
];

function checkExplainers(explainers: readonly Explainer[]): void {
  if (!Array.isArray(explainers) || explainers.length === 0) {
    throw new Error('evaluate: expected a list of at least one explainer.');
  }
  const names = explainers.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new Error(
    `evaluate: two explainers are called "${twice}", and their rows could not be told apart; name them, as ` +
      `{ ...explainer, name: '${twice}, from the mean' }.`,
  );
}

/** Whether a method runs on a copy of the encoder's graph, such as model control makes. */
function runsOnCopy(
  explainer: Explainer,
  encoder: Encoder,
  concept: ConceptVector,
  onWarning: (message: string) => void,
): boolean {
  try {
    explainer.check?.({ encoder: encoderOfGraph(encoder.graph!), scores: [dotProduct(concept)] }, () => {});
    return true;
  } catch {
    onWarning(
      `evaluate: no model control of ${explainer.name}: it cannot run on a copy of the encoder with other weights.`,
    );
    return false;
  }
}

/** What is asked for and can be measured. */
function groupsOf(encoder: Encoder, options: EvaluateOptions): Set<MeasureGroup> {
  const needs: Partial<Record<MeasureGroup, [unknown, string]>> = {
    localisation: [options.masks, 'options.masks'],
    'generative agreement': [options.decode, 'options.decode'],
    stability: [options.examples, 'options.examples'],
    'model control': [
      encoder.graph && changeableNodes(encoder.graph)[0],
      'an encoder that shows its layers, and weights in some',
    ],
  };
  for (const group of options.groups ?? []) {
    if (!allGroups.includes(group)) {
      throw new Error(`evaluate: there is no group "${group}"; there are ${allGroups.join(', ')}.`);
    }
    const [given, what] = needs[group] ?? [true, ''];
    if (given === undefined) throw new Error(`evaluate: "${group}" needs ${what}.`);
  }
  const wanted =
    options.groups ?? allGroups.filter((group) => needs[group]?.[0] !== undefined || !needs[group]);
  return new Set(wanted);
}
