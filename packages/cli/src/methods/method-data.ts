import type { ConceptVector, Decoder, Encoder } from '@csm/core';
import type { NdArray } from 'ndarray';

/** What methods are made from, besides their settings. */
export interface MethodData {
  readonly encoder: Pick<Encoder, 'inputShape' | 'latentSize' | 'layout'>;
  readonly decoder?: Decoder | undefined;
  /** The mean of the inputs, or the input that `--baseline` names: `[...inputShape]`. */
  readonly baseline?: NdArray | undefined;
  /** The mean of the inputs, for maps in units of the mean. */
  readonly mean?: NdArray | undefined;
  /** Some of the inputs, `[n, ...inputShape]`. */
  readonly samples?: NdArray | undefined;
  /** Inputs without the concept, `[n, ...inputShape]`. */
  readonly donors?: NdArray | undefined;
  /** The latents of the donors. */
  readonly negatives?: NdArray | undefined;
  /** Concepts with which `contrastive` compares a map. */
  readonly others?: readonly ConceptVector[] | undefined;
}

/** A part of {@link MethodData} that a method needs. */
export type MethodNeed = Exclude<keyof MethodData, 'encoder'>;
