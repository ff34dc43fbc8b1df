import type { Encoder } from '@csm/core';
import type { CellValues } from '@csm/datasets';

/** An encoder of cells, and what it reads. The caller disposes it. */
export interface CellModel {
  /** For tables and headings: `seed 0`, `second encoder`. */
  readonly name: string;
  readonly encoder: Encoder;
  /** The genes in the order of its inputs. */
  readonly genes: readonly string[];
  /** The numbers that it takes. */
  readonly values: CellValues;
  /** Whether genes that the data lack have zero counts, or are an error. */
  readonly missingGenes: 'error' | 'zero';
  /** How it was made, in words. */
  readonly description: string;
  dispose(): Promise<void>;
}
