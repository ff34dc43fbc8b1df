import { invalidArgument } from '@csm/base';
import type { Explainer } from '@csm/core';
import {
  gradient,
  guidedBackprop,
  inputXGradient,
  integratedGradients,
  paperMethods,
  rectifiedGradient,
} from '@csm/explainers';

/** A method, its short name, which is part of file names, and its name with its settings. */
export interface Method {
  readonly key: string;
  readonly name: string;
  readonly explainer: Explainer;
}

/** The paper's method in the attribution code: rectified gradient with percentile 95, border mask. */
export const PAPER_METHOD = 'rectgrad';

/** The methods of the attribution code under their original names, and our own. */
const EXPLAINERS: Readonly<Record<string, () => Explainer>> = {
  ...paperMethods,
  gradient,
  inputXGradient,
  integratedGradients: () => integratedGradients({ steps: 50 }),
  guidedBackprop: () => guidedBackprop(),
  rectifiedGradient95: () => rectifiedGradient({ percentile: 95 }),
  rectifiedGradient80: () => rectifiedGradient({ percentile: 80 }),
};

/** The names that `--method` takes. */
export const METHOD_NAMES: readonly string[] = Object.keys(EXPLAINERS);

/** The methods that are compared with labelled layers, unless others are requested. */
export const MEASURED: readonly string[] = [
  'gradient',
  'inputXGradient',
  'integratedGradients',
  'guidedBackprop',
  PAPER_METHOD,
  'rectifiedGradient95',
  'rectifiedGradient80',
];

/** The method with one of the names. @throws if it is not one of {@link METHOD_NAMES}. */
export function methodOf(key: string): Method {
  const explainer = Object.hasOwn(EXPLAINERS, key) ? EXPLAINERS[key]?.() : undefined;
  if (!explainer) {
    throw invalidArgument(`methodOf: unknown method "${key}"; valid methods: ${METHOD_NAMES.join(', ')}.`);
  }
  return { key, name: explainer.description ?? explainer.name, explainer };
}
