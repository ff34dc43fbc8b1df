import { unsupportedModel } from '@csm/base';
import type { Explainer, ExplanationPlan } from '@csm/core/extend';

/** The plan of an explainer. @throws if it has none; the error lists the methods that have one. */
export function exportedPlan(caller: string, { name, description = name, plan }: Explainer): ExplanationPlan {
  if (plan !== undefined) return plan;
  throw unsupportedModel(
    `${caller}: explainer "${name}"${description === name ? '' : ` (${description})`} cannot be exported, because it has no plan; use ` +
      'gradient(), inputXGradient(), integratedGradients() without tolerance, guidedBackprop(), deconvnet(), rectifiedGradient(), deepLift() or ' +
      'epsilonLrp(), with baselines that depend on neither the input nor the concept.',
  );
}
