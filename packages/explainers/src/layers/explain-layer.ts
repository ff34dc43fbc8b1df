import { checkRequiredOptions, invalidArgument, shown, typeName } from '@csm/base';
import type { ConceptScore, ConceptVector, Encoder, Explainer, Inputs } from '@csm/core';
import {
  checkEncoder,
  checkedScores,
  checkTraceable,
  EXPLAIN_OPTIONS,
  explainedConcept,
  explainScores,
} from '@csm/core/extend';
import type { ExplainLayerOptions } from './explain-layer-options.js';
import type { LayerExplanation } from './layer-explanation.js';
import type { LayerMethod } from './layer-method.js';
import { layerNode } from './layer-names.js';

/**
 * Attributes concept scores to the outputs of a hidden layer: which units or channels carry the concept, and where.
 *
 * Works batch by batch, like `explain`; several concepts share the forward passes. Needs an encoder that shows its layers.
 *
 * @param concept a concept vector, whose score is its dot product with the latent, or any score, such as `cosine(concept)`.
 * @param inputs ndarray or tensor `[n, ...inputShape]`, borrowed: it must not change during the run.
 * @param method such as `layerGradientXActivation()`, `layerConductance()`, `internalInfluence()` or `layerActivation()`.
 * @returns one result for one concept, or one per concept for an array of them. Its `values` have shape `[n, ...layerShape]`: pictures in
 *   hidden layers are channels last, even if the inputs are channels first; only functions of the inputs before the first convolution keep the
 *   order of the inputs. Signals of ONNX models are pictures of height 1.
 * @throws before any work, as `explain`; also if the encoder has no such layer. The error lists the valid names.
 * @category Hidden layers
 */
export async function explainLayer(
  encoder: Encoder,
  concept: ConceptVector | ConceptScore,
  inputs: Inputs,
  method: LayerMethod,
  options: ExplainLayerOptions,
): Promise<LayerExplanation>;
export async function explainLayer(
  encoder: Encoder,
  concepts: readonly (ConceptVector | ConceptScore)[],
  inputs: Inputs,
  method: LayerMethod,
  options: ExplainLayerOptions,
): Promise<LayerExplanation[]>;
export async function explainLayer(
  encoder: Encoder,
  concepts: ConceptVector | ConceptScore | readonly (ConceptVector | ConceptScore)[],
  inputs: Inputs,
  method: LayerMethod,
  options: ExplainLayerOptions,
): Promise<LayerExplanation | LayerExplanation[]> {
  const caller = 'explainLayer';
  checkRequiredOptions<ExplainLayerOptions>(caller, options, { ...EXPLAIN_OPTIONS, layer: true });
  checkEncoder(caller, encoder);
  checkMethod(caller, method);
  const { layer } = options;
  const { outputShape } = layerNode(caller, encoder, layer);
  checkTraceable(caller, encoder);
  const list = isList(concepts) ? concepts : [concepts];
  const scores = checkedScores(caller, list, encoder.latentSize);
  const { name, description } = method;
  const explainer = {
    name,
    check: (target: Parameters<NonNullable<LayerMethod['check']>>[0]) => method.check?.(target, layer),
    attribute: (...[target, batch, run]: ExplainerCall) => method.attribute(target, layer, batch, run),
  };
  const found = await explainScores(caller, encoder, scores, inputs, explainer, options, outputShape);
  const explanations = found.map(({ maps, ...others }, k): LayerExplanation => {
    const concept = list[k] as ConceptVector | ConceptScore;
    return {
      name: concept.name,
      concept: explainedConcept(concept),
      layer,
      method: name,
      ...(description && { description }),
      ...others,
      values: maps,
    };
  });
  return isList(concepts) ? explanations : (explanations[0] as LayerExplanation);
}

type Call = Parameters<LayerMethod['attribute']>;
type ExplainerCall = [target: Call[0], inputs: Call[2], run: Call[3]];

function isList<T>(concepts: T | readonly T[]): concepts is readonly T[] {
  return Array.isArray(concepts);
}

/** What only explainers of inputs have. */
const OF_EXPLAINERS: readonly (keyof Explainer)[] = ['linear', 'plan', 'rules', 'passesPerSample'];

function checkMethod(caller: string, value: LayerMethod): void {
  if (typeof (value as Partial<LayerMethod> | undefined)?.attribute === 'function') {
    if (!OF_EXPLAINERS.some((key) => Object.hasOwn(value, key))) return;
    throw invalidArgument(
      `${caller}: expected a method for layers, such as layerConductance(); got ${shown(value.name)}, which explains inputs; use explain() for it.`,
    );
  }
  const hint = typeof value === 'function' ? '; call it: layerConductance(), not layerConductance' : '';
  throw invalidArgument(
    `${caller}: expected a method for layers, such as layerConductance(); got ${typeName(value)}${hint}.`,
  );
}
