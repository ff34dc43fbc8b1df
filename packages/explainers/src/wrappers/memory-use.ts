import type { Explainer } from '@csm/core';

/** What estimates of memory go by: of an explainer that runs `inner` on one batch after the other, the inner's own. */
export function memoryOf({
  passesPerSample = 1,
  rules = true,
}: Explainer): Required<Pick<Explainer, 'passesPerSample' | 'rules'>> {
  return { passesPerSample, rules };
}
