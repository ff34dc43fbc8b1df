import type { Explainer, Extremes } from '@csm/core';

/** Which samples of a run a part has. */
export interface PartOfRun {
  /** The number of the part's first sample in the whole run. */
  readonly first: number;
  /** The number of samples in the whole run. */
  readonly samples: number;
  /** The smallest and largest number of each feature over the whole run, if the method asks for them. */
  readonly extremes?: Extremes | (() => Extremes) | undefined;
}

/**
 * A method for a part of the samples of a run: its random draws are those that the samples have in the whole run, so that the maps do
 * not depend on where the run is cut into parts.
 * @category Plan and run
 */
export function partOfRun(explainer: Explainer, { first, samples, extremes }: PartOfRun): Explainer {
  return {
    ...explainer,
    plan: undefined,
    attribute: (target, inputs, run) =>
      explainer.attribute(target, inputs, {
        ...run,
        firstSample: first + (run.firstSample ?? 0),
        samples,
        ...(extremes && { extremes: typeof extremes === 'function' ? extremes : () => extremes }),
      }),
  };
}
