import type { Encoder } from '@csm/core';
import {
  type BackwardRule,
  type BackwardRules,
  checkTraceable,
  hidesNonlinearity,
  type Trace,
  type TraceOptions,
} from '@csm/core/extend';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { derivativeRule } from './derivative-rule.js';
import { isLayer, layerNode } from './layer-names.js';

/** Makes the rule of a layer from the one that a method has there. */
export type RuleChange = (rule: BackwardRule) => BackwardRule;

/** The rules of a backward pass, changed at one layer. @param rules undefined: the ordinary derivative everywhere. */
export function rulesChangedAt(
  layer: string,
  rules: BackwardRules | undefined,
  change: RuleChange,
): BackwardRules {
  // A pass with rules rejects nodes that hide a nonlinearity from them, which does not matter to the ordinary derivative.
  const others: BackwardRules = rules ?? ((node) => (hidesNonlinearity(node) ? derivativeRule : undefined));
  return (node, graph) =>
    isLayer(layer, node, graph) ? change(rules?.(node, graph) ?? derivativeRule) : others(node, graph);
}

/**
 * The encoder all of whose backward passes have a changed rule at one layer: a method that is run on it runs with that rule.
 * @throws if the encoder has no derivative, does not show its layers, or has no such layer.
 */
export function withRuleAt(caller: string, encoder: Encoder, layer: string, change: RuleChange): Encoder {
  checkTraceable(caller, encoder);
  layerNode(caller, encoder, layer);
  const { inputShape, layout, latentSize, graph, samples, sampled, slice } = encoder;
  const changed = (rules?: BackwardRules) => rulesChangedAt(layer, rules, change);
  return {
    inputShape,
    latentSize,
    ...(layout && { layout }),
    ...(graph && { graph }),
    ...(samples !== undefined && { samples }),
    encode: (inputs: Tensor) => encoder.encode(inputs),
    async trace(inputs: Tensor, options: TraceOptions = {}): Promise<Trace> {
      const { rules = true } = options;
      const kept = rules === true || changed(rules || undefined);
      const trace = await encoder.trace(inputs, { ...options, rules: kept });
      return {
        latent: trace.latent,
        backward: (cotangent, own, last) => trace.backward(cotangent, changed(own), last),
        dispose: () => trace.dispose(),
      };
    },
    ...(sampled && {
      sampled: (noise: Tensor2D) => withRuleAt(caller, sampled.call(encoder, noise), layer, change),
    }),
    ...(slice && {
      slice: (start: number, size: number) =>
        withRuleAt(caller, slice.call(encoder, start, size), layer, change),
    }),
  };
}
