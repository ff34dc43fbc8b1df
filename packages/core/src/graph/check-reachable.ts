import { unsupportedModel } from '@csm/base';
import type { Graph } from './graph.js';
import { hidesNonlinearity } from './hides-nonlinearity.js';
import { hasSeparableActivation } from './operations/opaque-layer.js';
import type { BackwardRules } from './rules.js';

/**
 * Checks that rules reach every nonlinearity of an encoder. A layer or node that is run as a whole may apply a nonlinearity
 * inside, where no rule applies: the map would silently be another method's. `backward` of a trace does this check for all
 * methods; a method's own check can name the method, before the run.
 *
 * @param caller name of the method's function; the error begins with it.
 * @param encoder an encoder without a graph is not checked.
 * @param rules a node for which they return a rule counts as reached. Default: no node does.
 * @throws if a layer or node hides a nonlinearity; the error names the first one.
 * @category Graphs and operations
 */
export function checkReachable(
  caller: string,
  { graph }: { readonly graph?: Graph },
  rules?: BackwardRules,
): void {
  const hidden = graph?.nodes.find((node) => hidesNonlinearity(node) && rules?.(node, graph) === undefined);
  if (hidden === undefined) return;
  const { name, operation } = hidden;
  const isLayer = operation.kind === 'layer';
  const separable = isLayer && hasSeparableActivation(operation);
  const kind = 'className' in operation ? operation.className : operation.kind;
  const remedy = separable
    ? 'build it without activation and put an activation layer after it, or use'
    : 'use';
  throw unsupportedModel(
    `${caller}: ${isLayer ? 'layer' : 'node'} "${name}" (${kind}) applies a nonlinearity inside, where the method's rule ` +
      `cannot reach it; ${remedy} gradient() or integratedGradients().`,
  );
}
