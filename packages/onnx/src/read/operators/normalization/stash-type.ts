import type { Reading } from '../../reading.js';

/** ONNX's number for float32. */
const FLOAT = 1;

/** Means and variances are computed in float32. @throws if the model asks for another type. */
export function checkStashType(at: Reading): void {
  const type = at.number('stash_type', FLOAT);
  if (type !== FLOAT) throw at.refuse(`expected stash_type ${FLOAT}, which is float32; got ${type}.`);
}
