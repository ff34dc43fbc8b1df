import { contiguous, invalidArgument, size } from '@csm/base';
import type { ExplanationPlan } from '@csm/core/extend';
import { Tensor } from '@tensorflow/tfjs-core';

/** A baseline on the host: one value for all features, or one per feature. */
export type BaselineNumbers = number | Float32Array;

/** Reads the baselines of a plan. @throws if the list is empty, or if a baseline does not have the shape of an input. */
export async function baselineNumbers(
  caller: string,
  { baselines = [0] }: ExplanationPlan,
  inputShape: readonly number[],
): Promise<BaselineNumbers[]> {
  const found: BaselineNumbers[] = [];
  for (const baseline of baselines) {
    if (typeof baseline === 'number') {
      found.push(baseline);
      continue;
    }
    const { shape } = baseline;
    if (`${shape}` !== `${inputShape}` && `${shape}` !== `${[1, ...inputShape]}`) {
      throw invalidArgument(
        `${caller}: the baselines of the explainer's plan must have the shape of an input, [${inputShape.join(', ')}]; got ` +
          `[${shape.join(', ')}].`,
      );
    }
    const numbers = baseline instanceof Tensor ? await baseline.data() : contiguous(baseline);
    found.push(new Float32Array(numbers as ArrayLike<number>));
  }
  if (found.length > 0 && size(inputShape) > 0) return found;
  throw invalidArgument(`${caller}: the explainer's plan must have at least one baseline; got none.`);
}
