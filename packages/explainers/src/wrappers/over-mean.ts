import { checkNdarray, contiguous, invalidArgument, largest, shown } from '@csm/base';
import type { Encoder } from '@csm/core';
import { checkExplainer, disposeAttribution, type Explainer } from '@csm/core/extend';
import { clone, div, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { descriptionOf } from '../attribution/description.js';
import { memoryFootprint } from '../attribution/memory-footprint.js';

/** The share of the mean's largest number that is added to the mean, so that features that are nearly always 0 do not dominate. */
const FLOOR = 0.01;

/**
 * Any explainer's maps in units of the mean of the data: map / (m̄ + max(m̄) / 100), feature by feature, where m̄ is the mean
 * input. For data that are not negative and vary in proportion to their mean, such as counts, it removes factors that all
 * inputs share at a feature, such as the sequencing depth of a spot of a tissue.
 *
 * The term max(m̄) / 100 limits the quotient where the mean is nearly 0. Standard errors are divided likewise. The map no longer
 * adds up to a score. Linear in the concept if the inner method is. Costs what the inner method costs.
 *
 * Source: the relative change, as in the fold change of genes; the floor is the pseudocount of such ratios.
 *
 * @param mean the mean of the data, such as `meanSample(training)` of `@csm/datasets`: `[...inputShape]` or `[1, ...inputShape]`;
 *   copied.
 * @throws if the mean holds a number that is negative or not finite, or is 0 everywhere; before the run, if it does not have
 *   the shape of one input.
 * @category Wrappers
 */
export function overMean(inner: Explainer, mean: NdArray): Explainer {
  checkExplainer('overMean', inner);
  const unit = unitOf(mean);
  const shape = [...mean.shape];
  const check = ({ inputShape }: Encoder) => {
    if (`${shape}` === `${inputShape}` || `${shape}` === `1,${inputShape}`) return;
    throw invalidArgument(
      `overMean: mean must be one input, of shape [${inputShape.join(', ')}] or [1, ${inputShape.join(', ')}]; ` +
        `got [${shape.join(', ')}].`,
    );
  };
  return {
    name: `${inner.name} over the mean`,
    description: `${descriptionOf(inner)}, over the mean`,
    linear: inner.linear === true,
    ...memoryFootprint(inner),
    check(target, onWarning) {
      check(target.encoder);
      inner.check?.(target, onWarning);
    },
    async attribute(target, inputs, run) {
      check(target.encoder);
      const found = await inner.attribute(target, inputs, run);
      try {
        const divided = (maps: readonly Tensor[]) =>
          tidy(() => {
            const units = tensor(unit, [1, ...target.encoder.inputShape]);
            return maps.map((map) => div(map, units));
          });
        return {
          maps: divided(found.maps),
          ...(found.standardErrors && { standardErrors: divided(found.standardErrors) }),
          ...(found.latent && { latent: clone(found.latent) }),
        };
      } finally {
        disposeAttribution(found);
      }
    },
  };
}

function unitOf(mean: NdArray): Float32Array {
  checkNdarray('overMean, mean', mean);
  const values = Float32Array.from(contiguous(mean));
  const invalid = values.find((value) => !(Number.isFinite(value) && value >= 0));
  if (invalid !== undefined) {
    throw invalidArgument(
      `overMean: mean must be finite numbers of at least 0, such as the mean of counts; it holds ${shown(invalid)}.`,
    );
  }
  const most = largest(values);
  if (most > 0) return values.map((value) => value + FLOOR * most);
  throw invalidArgument('overMean: mean must hold a number above 0; it is 0 everywhere.');
}
