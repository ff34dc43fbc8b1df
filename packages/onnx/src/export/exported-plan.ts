import { unsupportedModel } from '@csm/base';
import type { Explainer, ExplanationPlan } from '@csm/core/extend';

/** What an explainer computes, as data. @throws if it does not say so; the error lists the methods that do. */
export function exportedPlan(caller: string, { name, description = name, plan }: Explainer): ExplanationPlan {
  if (plan !== undefined) return plan;
  throw unsupportedModel(
    `${caller}: explainer "${name}"${description === name ? '' : ` (${description})`} cannot be exported, because it has no plan; use ` +
      'gradient(), inputXGradient(), integratedGradients() without tolerance, guidedBackprop(), deconvnet(), rectifiedGradient(), deepLift() or ' +
      'epsilonLrp(), with baselines that depend on neither the input nor the concept.',
  );
}
