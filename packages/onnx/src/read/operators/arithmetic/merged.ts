import type { Merge } from '@csm/core/extend';
import { aligned } from '../../layout.js';
import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';

/** Merges values element by element, with ONNX's broadcasting. The result has the type of the first. */
export function merged(at: Reading, operation: Merge, all: readonly Value[], part?: string): Value {
  const { values, ...result } = aligned(at, all);
  return at.add(operation, values, { ...result, type: all[0]?.type }, part);
}
