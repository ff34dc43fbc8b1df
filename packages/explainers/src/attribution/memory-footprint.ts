import type { Explainer } from '@csm/core/extend';

/** The fields of an explainer that estimates of memory use. */
export type MemoryFootprint = Required<Pick<Explainer, 'passesPerSample' | 'rules'>>;

/** The memory footprint of an explainer. One that runs an inner method on one batch after another has the inner method's. */
export function memoryFootprint({ passesPerSample = 1, rules = true }: Explainer): MemoryFootprint {
  return { passesPerSample, rules };
}
