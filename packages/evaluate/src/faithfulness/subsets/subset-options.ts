import type { ImageLayout, Progress } from '@csm/base';
import type { Features } from '@csm/explainers';
import type { Replacement } from '../replacement.js';

/** Options that {@link sensitivityN} and {@link muFidelity} share. */
export interface SubsetOptions {
  /** The features of which subsets are replaced. Default: a grid of 8 × 8 patches for pictures, otherwise each number. */
  readonly features?: Features | undefined;
  /** The value that replaces the features of a subset. Default 0. */
  readonly replacement?: Replacement | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  /** Order of the axes of pictures: `layout` of the explanation. Default: channels last; shapes such as `[3, 64, 64]` are rejected. */
  readonly layout?: ImageLayout | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each subset of all inputs. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The names of the options, for `checkOptions`. */
export const SUBSET_OPTIONS = {
  features: true,
  replacement: { blur: true },
  seed: true,
  layout: true,
  signal: true,
  onProgress: true,
} as const;
