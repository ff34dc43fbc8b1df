import type { AttributeTable, SpatialCounts } from '@csm/datasets';
import type { NdArray } from 'ndarray';

/** The samples of a command: pictures, rows of a table, or genes. */
export interface InputSet {
  readonly kind: 'pictures' | 'CelebA' | 'table' | 'array' | 'cells' | 'genes on spots';
  /** The names of the samples, in the order of the files. */
  readonly ids: readonly string[];
  /** Shape of one sample in the order of axes of the encoder. */
  readonly shape: readonly number[];
  /** Names of the features of a vector, such as genes. */
  readonly features?: readonly string[] | undefined;
  /** What is known about the samples: the columns of a table of attributes, or of `obs`. */
  readonly attributes?: AttributeTable | undefined;
  /** The tissue of genes on spots. */
  readonly counts?: SpatialCounts | undefined;
  /** The names and columns of cells or spots, and the names of their genes. */
  readonly tables?: Pick<SpatialCounts, 'spots' | 'genes'> | undefined;
  /** The splits that the data state, such as `train` of CelebA. */
  readonly splits?: Readonly<Record<string, readonly string[]>> | undefined;
  /**
   * Some samples in this order: `[ids.length, ...shape]`, as the encoder takes them.
   * @param first the row where these samples probably begin, which saves looking them up.
   */
  read(ids: readonly string[], first?: number): Promise<NdArray<Float32Array>>;
  /** The files that decide the numbers, for `run.json`: tables with their SHA-256 or fingerprint, folders with the number of files. */
  readonly sources: readonly InputSource[];
}

/** A file or folder that decides the numbers. */
export interface InputSource {
  readonly path: string;
  readonly sha256?: string;
  /** Of files that are too large to be read whole; see `fingerprint`. */
  readonly fingerprint?: string;
  readonly files?: number;
}
