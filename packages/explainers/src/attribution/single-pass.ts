import { invalidArgument } from '@csm/base';
import { checkExplainer, type Explainer, type ExplanationPlan } from '@csm/core/extend';

/**
 * The plan of a method that consists of one backward pass per score.
 * @param advice the end of the error.
 * @throws if the method runs several passes, or does not say what it computes.
 */
export function singlePassPlan(
  caller: string,
  explainer: Explainer,
  advice = 'use one of these',
): ExplanationPlan {
  checkExplainer(caller, explainer);
  const { plan, name } = explainer;
  if (plan && !plan.points && !plan.paired) return plan;
  throw invalidArgument(
    `${caller}: expected a method of one backward pass, such as lrp() or epsilonLrp(); got ${name}; ${advice}.`,
  );
}

/**
 * As {@link singlePassPlan}, for a method that propagates relevance.
 * @returns whether what arrives at a layer must be multiplied by the layer's output to be its relevance.
 * @throws if the method's maps are not relevance.
 */
export function isTimesActivation(caller: string, explainer: Explainer): boolean {
  const { relevance, times } = singlePassPlan(caller, explainer);
  if (relevance || times === 'input') return times === 'input';
  throw invalidArgument(
    `${caller}: expected a method that propagates relevance, such as lrp(), epsilonLrp() or inputXGradient(); got ${explainer.name}, ` +
      'whose maps are gradients; use one of these.',
  );
}
