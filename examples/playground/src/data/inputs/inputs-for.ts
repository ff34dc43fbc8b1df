import type { ImageLayout } from '@csm/core';
import type { SpatialCounts } from '@csm/datasets';
import type { NdArray } from 'ndarray';
import type { Attribute } from '../../session/session.js';

/** What an encoder takes. */
export interface InputsFor {
  readonly inputShape: readonly number[];
  readonly layout: ImageLayout | undefined;
}

/** Inputs that were read. */
export interface ReadInputs {
  readonly kind: 'pictures' | 'rows' | 'spots';
  readonly ids: readonly string[];
  readonly inputs: NdArray<Float32Array>;
  readonly featureNames?: readonly string[];
  readonly tissue?: SpatialCounts;
  /** The file that the tissue was read from. */
  readonly tissueFile?: Blob;
  /** Attributes that the data themselves have. */
  readonly attributes: readonly Attribute[];
  /** Paths of the files that are used. */
  readonly paths: readonly string[];
  /** What was found. */
  readonly line: string;
  readonly notes: readonly string[];
}

/** Numbers of all inputs at most: 1 GB as float32. */
export const MOST_NUMBERS = 2 ** 28;
