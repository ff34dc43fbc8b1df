import type { WriteOperation } from './write-operation.js';

/** The kinds whose forward pass is one operator of the standard, or a few; the others are recorded kernel by kernel. */
export const OPERATIONS: Readonly<Record<string, WriteOperation<never> | undefined>> = {};
