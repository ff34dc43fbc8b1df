import type { Explainer } from '@csm/core/extend';

/** The fields of an explainer from which its memory is estimated. */
export type MemoryFootprint = Required<Pick<Explainer, 'passesPerSample' | 'rules'>>;

/**
 * The memory footprint of an explainer. A wrapper that runs an inner method on one batch after another has the same footprint.
 */
export function memoryFootprint({ passesPerSample = 1, rules = true }: Explainer): MemoryFootprint {
  return { passesPerSample, rules };
}
