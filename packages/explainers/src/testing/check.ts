import type { Encoder } from '@csm/core';
import type { Explainer } from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Promises } from './promises.js';

/** The subject of a check: an explainer and one of the test encoders. */
export interface Subject {
  readonly encoder: Encoder;
  /** The encoder's weights, borrowed. */
  readonly weights: readonly Tensor[];
  readonly promises: Promises;
  /** The largest difference between maps that should be equal, as a share of the map's largest value. */
  readonly tolerance: number;
  /** Creates an explainer for the encoder, with the same options each time. */
  create(): Explainer;
}

/** One requirement of the contract. */
export interface Check {
  readonly name: string;
  /** The promise that is checked; if the method does not make it, the check is skipped. */
  readonly promise?: keyof Promises;
  /** @throws an error that states what was expected and what came. */
  run(subject: Subject): Promise<void>;
}
