import { unsupportedModel } from '@csm/base';
import type { Encoder } from '@csm/core';
import { type BackwardRules, checkReachable, checkTraceable } from '@csm/core/extend';
import { operationName } from './matchers.js';

export { checkReachable };

/**
 * The `check` of a method with backward rules. Throws if the encoder has no derivative, or hides a nonlinearity from the rules
 * (see {@link checkReachable}), and warns if the rules match no node, so that the map would be the plain gradient. An
 * encoder without a `graph` is not checked for nodes that match.
 *
 * @param caller name of the method's function; the error and the warning begin with it.
 * @param onWarning the `onWarning` that was passed to `Explainer.check`.
 * @param remedy advice to the user, the end of the warning.
 * @category Run a method with rules
 */
export function checkRules(
  caller: string,
  encoder: Encoder,
  rules: BackwardRules,
  onWarning: (message: string) => void,
  remedy = 'match one of these, or use gradient()',
): void {
  checkTraceable(caller, encoder);
  checkReachable(caller, encoder, rules);
  const { nodes } = encoder.graph ?? {};
  if (nodes === undefined || nodes.some((node) => rules(node, encoder.graph) !== undefined)) return;
  const activations = nodes.filter(({ operation }) => operation.kind === 'activation').map(operationName);
  const held =
    activations.length > 0
      ? `; the encoder's activations are ${[...new Set(activations)].join(', ')}: ${remedy}`
      : '';
  onWarning(
    `${caller}: the method's rule applies to no operation of the encoder, so the map is the plain gradient${held}.`,
  );
}

/** @throws unless the encoder shows its layers; for methods that redistribute relevance layer by layer. */
export function checkGraph(caller: string, { graph }: Pick<Encoder, 'graph'>): void {
  if (graph !== undefined) return;
  throw unsupportedModel(
    `${caller}: the method redistributes layer by layer, and this encoder does not show its layers; create it with ` +
      'layersEncoder or graphEncoder, or use gradient(), integratedGradients() or occlusion().',
  );
}
