import type { ConceptScore } from '@csm/core';
import {
  type BackwardRules,
  disposeAttribution,
  type Explainer,
  type ExplanationPlan,
} from '@csm/core/extend';
import {
  add,
  broadcastTo,
  concat,
  dispose,
  div,
  mul,
  reshape,
  sign,
  split,
  sub,
  type Tensor,
  type Tensor2D,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { accumulate } from '../attribution/accumulate.js';
import { backwardPasses } from '../attribution/backward-passes.js';
import { baselineTensor } from '../baselines/baseline-tensor.js';

/**
 * An explainer that computes what a plan describes, independently of the method that has the plan. Rules run their `emit`, if they have one.
 */
export function plannedExplainer(plan: ExplanationPlan): Explainer {
  const {
    baselines = [0],
    points = [{ at: 1, weight: 1 }],
    paired,
    pathFromZero,
    times,
    accurateSums,
  } = plan;
  const rules = plan.rules && emitted(plan.rules);
  return {
    name: 'plan',
    async attribute({ encoder, scores }, inputs, run) {
      const started = scores.map((score) => startedAs(plan, score));
      const held: Tensor[] = [];
      let maps: Tensor[] = scores.map(() => zerosLike(inputs));
      try {
        for (const baseline of baselines) {
          const start = tidy(() =>
            broadcastTo(baselineTensor('plan', baseline, encoder.inputShape), inputs.shape),
          );
          held.push(start);
          const factor = () => (times === undefined ? 1 : times === 'input' ? inputs : sub(inputs, start));
          for (const { at, weight } of points) {
            const toPoint = () => add(mul(pathFromZero ? 0 : start, 1 - at), mul(inputs, at));
            const batch = tidy(() => (paired ? concat([inputs, start]) : toPoint()));
            held.push(batch);
            const found = await backwardPasses({ encoder, scores: started }, batch, run, {
              rules,
              accurateSums,
              caller: 'plan',
            });
            try {
              maps = accumulate(maps, found.maps, (sum, pass) => {
                const [own = pass] = paired ? split(pass, 2) : [pass];
                return add(sum, mul(mul(own, factor()), weight / baselines.length));
              });
            } finally {
              disposeAttribution(found);
            }
          }
        }
        return { maps };
      } catch (error) {
        dispose(maps);
        throw error;
      } finally {
        dispose(held);
      }
    },
  };
}

/** The score with the cotangent from which the backward passes of a plan start. */
function startedAs({ paired, relevance }: ExplanationPlan, score: ConceptScore): ConceptScore {
  const start = (z: Tensor2D): Tensor => {
    if (relevance === undefined) return score.cotangent(z);
    const s = reshape(score.value(z), [-1, 1]);
    // The sign of 0 is 1.
    const direction = sign(add(s, 1e-30));
    return mul(mul(z, score.cotangent(z)), div(s, add(s, mul(direction, relevance.epsilon))));
  };
  return {
    ...score,
    cotangent: (latent) =>
      tidy(() =>
        paired ? concat(split(latent, 2).map((z) => start(z as Tensor2D))) : start(latent),
      ) as Tensor2D,
  };
}

function emitted(rules: BackwardRules): BackwardRules {
  return (node, graph) => {
    const rule = rules(node, graph);
    return rule?.emit ? { name: rule.name, backward: (step) => rule.emit?.(step) ?? [] } : rule;
  };
}
