/** Numbers as a file stores them; 16-bit floats become 32-bit floats. */
export type Hdf5Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** The value of an attribute; undefined if its type is not supported. */
export type Hdf5AttributeValue = string | number | bigint | readonly string[] | Hdf5Numbers | undefined;

/** The kinds of values that a dataset contains. */
export type Hdf5ValueType = 'integer' | 'float' | 'string' | 'compound' | 'enum' | 'other';

/** A group of an HDF5 file. */
export interface Hdf5Group {
  readonly kind: 'group';
  /** The path in the file, `/` for the root. */
  readonly path: string;
  /** The same for two paths that lead to the same group. */
  readonly id: string;
  /** The names of the groups and datasets in it. */
  readonly keys: readonly string[];
  readonly attributes: Readonly<Record<string, Hdf5AttributeValue>>;
}

/** A dataset of an HDF5 file, without its values. */
export interface Hdf5Dataset {
  readonly kind: 'dataset';
  readonly path: string;
  /** Empty for a single value, undefined for a dataset without values. */
  readonly shape: readonly number[] | undefined;
  readonly type: Hdf5ValueType;
  /** The size of one value in bytes; 16 for strings of variable length, which are stored elsewhere. */
  readonly bytesPerValue: number;
  /** The shape of the pieces that are compressed separately, if it is stored in pieces. */
  readonly chunks: readonly number[] | undefined;
  readonly filters: readonly Hdf5Filter[];
  /** Whether the values are in other files. */
  readonly virtual: boolean;
  readonly attributes: Readonly<Record<string, Hdf5AttributeValue>>;
}

/** A compression, a reordering or a checksum. */
export interface Hdf5Filter {
  /** The number under which the HDF Group registers it. */
  readonly id: number;
  readonly name: string;
}

/** The plain description of a group or dataset. */
export type Hdf5Node = Hdf5Group | Hdf5Dataset;

/** A file that is open for reading. Everything that it returns is plain data. */
export interface Hdf5File {
  /** The group or dataset at a path; undefined if there is none, or only a broken link. */
  at(path: string): Promise<Hdf5Node | undefined>;
  /**
   * The values of a dataset in row-major order, of all rows or of those from `start` to `end` − 1 (the first axis).
   * A single value is a list of length 1.
   */
  read(dataset: Hdf5Dataset, rows?: readonly [start: number, end: number]): Promise<Hdf5Numbers | string[]>;
}
