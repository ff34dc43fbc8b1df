import type { Hdf5Node, Hdf5Numbers } from '../hdf5-file.js';

/** A file on the disk (Node), a file that the user of a page chose, or bytes. */
export type Hdf5Content =
  | { readonly path: string }
  | { readonly blob: Blob }
  | { readonly bytes: Uint8Array };

/** One field of a list of records. */
export interface Hdf5Field {
  readonly name: string;
  readonly data: Float32Array | Float64Array | Int32Array | readonly string[];
}

/** Booleans, stored as h5py does, as an enumeration of FALSE and TRUE. */
export interface Hdf5Booleans {
  readonly booleans: readonly boolean[];
}

/** The values of a dataset or attribute. */
export type Hdf5Data = Hdf5Numbers | Hdf5Booleans | readonly string[] | string;

/** Whether values are booleans. */
export const isBooleans = (data: Hdf5Data): data is Hdf5Booleans =>
  typeof data === 'object' && 'booleans' in data;

/** One step of writing a file. */
export type Hdf5Write =
  | { readonly write: 'group'; readonly path: string }
  | {
      readonly write: 'dataset';
      readonly path: string;
      readonly data: Hdf5Data;
      readonly shape: readonly number[];
    }
  | {
      /** A list of records (a compound type), with as many values in every field. */
      readonly write: 'records';
      readonly path: string;
      readonly fields: readonly Hdf5Field[];
    }
  | {
      /** Replaces the attribute if it exists. */
      readonly write: 'attribute';
      readonly path: string;
      readonly name: string;
      readonly data: Hdf5Data;
      readonly shape: readonly number[];
    };

/** What the worker can do. */
export interface WorkerCalls {
  /** Starts h5wasm with its compiled WebAssembly. */
  start(compiled: WebAssembly.Module): void;
  /** Opens the only file; returns its size in bytes. */
  open(content: Hdf5Content, mode: 'r' | 'a' | 'w'): number;
  at(path: string): Hdf5Node | undefined;
  read(path: string, rows: readonly [number, number] | undefined): Hdf5Numbers | string[];
  /** Installs the decoder of a compression. */
  install(name: string, library: Uint8Array): void;
  write(steps: readonly Hdf5Write[]): void;
  /** Closes a file that was written in memory, and returns its bytes. */
  finish(): Uint8Array;
  /** Closes the file, unless it is closed; returns the size of the worker's memory in bytes. */
  close(): number;
}

/** A call of the worker. */
export interface Request {
  readonly id: number;
  readonly call: keyof WorkerCalls;
  readonly values: readonly unknown[];
}

/** The answer to the request with the same id. `error`: the message of what was thrown. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };
