/**
 * Describes the type of a value, for error messages: `a string`, `an ndarray`, `a LayersModel`, `undefined`. The
 * content of the value, which may be a whole file, is never included. Models and tensors are recognised by their
 * members, so no library is imported.
 */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return `${value}`;
  if (value === '') return 'an empty string';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (isThenable(value)) return 'a Promise (is an await missing?)';
  if (Array.isArray(value)) return 'an array';
  if ('dataSync' in value && 'dtype' in value) return 'a tensor';
  if (isNdarray(value)) return 'an ndarray';
  if ('encoder' in value && 'decoder' in value) return 'a VAE';
  if ('predict' in value && 'layers' in value) return 'a LayersModel';
  return `an object of type ${value.constructor?.name || 'unknown'}`;
}

/** Whether a value has the members of an ndarray. */
export function isNdarray(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { shape, stride, data } = value as Record<string, unknown>;
  return Array.isArray(shape) && Array.isArray(stride) && typeof data === 'object' && data !== null;
}

function isThenable(value: object): boolean {
  return 'then' in value && typeof value.then === 'function';
}
