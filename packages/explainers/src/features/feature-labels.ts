import { checkNdarray, invalidArgument, rowMajor } from '@csm/base';
import type { Features } from './features.js';

/** Checked labels, copied from the caller's array. */
export interface FeatureLabels {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float64Array;
}

/** A copy of the labels. @throws unless they are an ndarray of whole numbers of at least 0. */
export function featureLabels(caller: string, features: Features): FeatureLabels {
  checkNdarray(`${caller}, features`, features);
  const values = rowMajor(features, Float64Array).slice();
  const invalid = values.find((label) => !(Number.isSafeInteger(label) && label >= 0));
  if (invalid === undefined && values.length > 0) return { shape: [...features.shape], values };
  const came = values.length === 0 ? 'no labels' : `a label ${invalid}`;
  throw invalidArgument(`${caller}: features must be labels, whole numbers of at least 0; got ${came}.`);
}
