import type { Writable } from 'node:stream';

/** Where a command writes. */
export interface Streams {
  /** The result. */
  readonly stdout: Writable;
  /** Progress, warnings and errors. A terminal (`isTTY`) gets progress lines that are overwritten. */
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}
