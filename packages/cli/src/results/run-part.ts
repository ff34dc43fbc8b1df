import type { Explainer } from '@csm/core';
import type { Extremes } from '@csm/core/extend';

/**
 * A method for a part of the samples of a run: its random draws are those that the samples have in the whole run, so that the maps do
 * not depend on where the run is cut into parts.
 * @param first the number of the part's first sample in the whole run.
 * @param extremes the smallest and largest number of each feature over the whole run, if the method asks for them.
 */
export function runPart(
  explainer: Explainer,
  {
    first,
    samples,
    extremes,
  }: { readonly first: number; readonly samples: number; readonly extremes?: Extremes | undefined },
): Explainer {
  return {
    ...explainer,
    plan: undefined,
    attribute: (target, inputs, run) =>
      explainer.attribute(target, inputs, {
        ...run,
        firstSample: first + (run.firstSample ?? 0),
        samples,
        ...(extremes && { extremes: () => extremes }),
      }),
  };
}
