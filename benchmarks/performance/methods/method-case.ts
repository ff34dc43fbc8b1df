import type { ConceptVector, Encoder } from '@csm/core';
import type { NdArray } from 'ndarray';

/** The encoder of a method's row: B, or a small vision transformer, which only methods for attention need. */
export type MethodEncoder = 'B' | 'ViT';

/** What methods explain. */
export interface MethodContext {
  readonly encoder: Encoder;
  readonly concept: ConceptVector;
  /** `[8, ...inputShape]`. */
  readonly inputs: NdArray<Float32Array>;
}

/** A method whose time is compared with that of the gradient. */
export interface MethodCase {
  /** As in the table of docs/guide/choosing-a-method.md. */
  readonly name: string;
  /** The call, as the report shows it. */
  readonly call: string;
  readonly encoder: MethodEncoder;
  /** Prepares the method, whose run is timed. */
  readonly prepare: (context: MethodContext) => () => Promise<unknown>;
}
