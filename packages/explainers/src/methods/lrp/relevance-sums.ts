import type { Encoder } from '@csm/core';
import type { BackwardRule, BackwardRules, BackwardStep, GraphNode, Trace } from '@csm/core/extend';
import { abs, addN, dispose, keep, mul, stack, sum, type Tensor, zeros } from '@tensorflow/tfjs-core';
import { operationName } from '../../rules/matchers.js';
import type { LayerConservation } from './conservation-report.js';

/** Whether cotangents are relevance, or gradients, which times the outputs are relevance. */
export type RelevanceForm = 'relevance' | 'gradient';

interface NodeSums<Sums> {
  readonly node: GraphNode;
  readonly rule: string;
  readonly sums: Sums;
}

/** Σ arriving, Σ leaving, Σ |arriving|, Σ |leaving|. */
const SUMS = 4;

/**
 * Adds up the relevance of each node in the backward passes of encoders.
 * @param form whether the cotangents are relevance, or gradients that are multiplied by the outputs.
 */
export function relevanceSums(form: RelevanceForm): {
  /** The encoder, whose backward passes are counted. */
  watched(encoder: Encoder): Encoder;
  /** From the latent to the input. */
  layers(): LayerConservation[];
} {
  const totals = new Map<number, NodeSums<Float64Array>>();

  const watchedTrace = (trace: Trace): Trace => ({
    latent: trace.latent,
    dispose: () => trace.dispose(),
    async backward(cotangent, rules = () => undefined, options = {}) {
      const kept: NodeSums<Tensor>[] = [];
      const watchedRules: BackwardRules = (node, graph) =>
        watchedRule(rules(node, graph), form, (found) => kept.push({ ...found, sums: keep(found.sums) }));
      try {
        const map = await trace.backward(cotangent, watchedRules, options);
        for (const { node, rule, sums } of kept) {
          const total = totals.get(node.id) ?? { node, rule, sums: new Float64Array(SUMS) };
          for (const [i, value] of (await sums.data()).entries())
            total.sums[i] = (total.sums[i] ?? 0) + value;
          totals.set(node.id, total);
        }
        return map;
      } finally {
        dispose(kept.map(({ sums }) => sums));
      }
    },
  });

  return {
    watched: (encoder) => ({
      ...encoder,
      async trace(inputs, options = {}) {
        const trace = await encoder.trace?.(inputs, { ...options, rules: true });
        return watchedTrace(trace as Trace);
      },
    }),
    layers: () => [...totals.values()].sort((a, b) => b.node.id - a.node.id).map(conservationOf),
  };
}

function conservationOf({ node, rule, sums }: NodeSums<Float64Array>): LayerConservation {
  const [arriving = 0, leaving = 0, before = 0, after = 0] = sums;
  return {
    layer: node.name,
    operation: operationName(node),
    rule,
    arriving,
    leaving,
    absorbed: arriving - leaving,
    growth: before === 0 ? 0 : after / before,
  };
}

/** The rule, or the derivative, that also reports the sums of a step. */
function watchedRule(
  rule: BackwardRule | undefined,
  form: RelevanceForm,
  report: (found: NodeSums<Tensor>) => void,
): BackwardRule {
  const name = rule?.name ?? 'derivative';
  return {
    name,
    ...(rule?.read && { read: (step: BackwardStep) => rule.read?.(step) as Tensor }),
    backward(step, host) {
      const leaving = rule ? rule.backward(step, host) : step.vjp(step.cotangent);
      const relevance = (cotangent: Tensor, value: Tensor) =>
        form === 'relevance' ? cotangent : mul(cotangent, value);
      const { constantInputs = [] } = step.node;
      const parts = leaving
        .map((part, i) => relevance(part, step.inputs[i] as Tensor))
        .filter((_, i) => !constantInputs[i]);
      const arriving = relevance(step.cotangent, step.output);
      const total = (tensors: readonly Tensor[]) =>
        tensors.length === 0 ? zeros([]) : addN(tensors.map((each) => sum(each)));
      const sums = [[arriving], parts, [abs(arriving)], parts.map((each) => abs(each))].map(total);
      report({ node: step.node, rule: name, sums: stack(sums) });
      return leaving;
    },
  };
}
