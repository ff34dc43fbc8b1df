import type { Encoder, Explainer } from '@csm/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Promises } from './promises.js';

/** What a check looks at: an explainer on one of the test encoders. */
export interface Subject {
  readonly encoder: Encoder;
  /** The encoder's weights, borrowed. */
  readonly weights: readonly Tensor[];
  readonly promises: Promises;
  /** Share of a map's largest value by which two maps may differ that should be equal. */
  readonly tolerance: number;
  /** A new explainer for the encoder, with the same options each time. */
  create(): Explainer;
}

/** One clause of the contract. */
export interface Check {
  readonly name: string;
  /** The promise that is checked; the check is left out where it is not made. */
  readonly promise?: keyof Promises;
  /** @throws saying what was expected and what came. */
  run(subject: Subject): Promise<void>;
}
