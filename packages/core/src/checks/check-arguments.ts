import { Tensor } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import type { Encoder } from '../encoders/encoder.js';
import type { Explainer } from '../explain/explainer.js';

/** What a value is, for error messages: `a LayersModel`, `a function`, `undefined`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return `${value}`;
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (value instanceof Promise) return 'a Promise (is an await missing?)';
  if (value instanceof Tensor) return 'a tensor';
  if (isNdarray(value)) return 'an ndarray';
  if ('encoder' in value && 'decoder' in value) return 'a VAE';
  if ('predict' in value && 'layers' in value) return 'a LayersModel';
  return `an object of type ${value.constructor?.name ?? 'unknown'}`;
}

/** @throws unless the value has an encoder's members. */
export function checkEncoder(caller: string, value: Encoder): void {
  const { encode, trace, inputShape, latentSize } = (value ?? {}) as Partial<Encoder>;
  const functions = typeof encode === 'function' && typeof trace === 'function';
  if (functions && Array.isArray(inputShape) && typeof latentSize === 'number') return;
  throw new Error(
    `${caller}: expected an Encoder, such as layersEncoder(model) or layersEncoder(vae.encoder); got ${describe(value)}.`,
  );
}

/**
 * Checks what a function was given as an explainer, as those that wrap one do.
 * @param caller name of the function that the error begins with.
 * @throws unless the value has an explainer's members.
 */
export function checkExplainer(caller: string, value: Explainer): void {
  if (typeof (value as Partial<Explainer> | undefined)?.attribute === 'function') return;
  const hint = typeof value === 'function' ? ' Call it: gradient(), not gradient.' : '';
  throw new Error(`${caller}: expected an Explainer, such as gradient(); got ${describe(value)}.${hint}`);
}

/** @throws unless what watches a run is an AbortSignal (not its controller) and functions. */
export function checkWatchers(
  caller: string,
  options: { signal?: unknown; onProgress?: unknown; onWarning?: unknown },
): void {
  const { signal, ...functions } = options;
  if (signal !== undefined && typeof (signal as Partial<AbortSignal> | null)?.throwIfAborted !== 'function') {
    const hint =
      typeof (signal as Partial<AbortController> | null)?.abort === 'function'
        ? ' Give controller.signal.'
        : '';
    throw new TypeError(`${caller}: signal must be an AbortSignal; got ${describe(signal)}.${hint}`);
  }
  for (const name of ['onProgress', 'onWarning'] as const) {
    const value = functions[name];
    if (value === undefined || typeof value === 'function') continue;
    throw new TypeError(`${caller}: ${name} must be a function; got ${describe(value)}.`);
  }
}

/**
 * Checks what a function was given as an ndarray.
 * @param caller name of the function, and of the argument, that the error begins with.
 * @throws unless the value is an ndarray whose view lies inside its data.
 */
export function checkNdarray(caller: string, value: NdArray): void {
  if (!isNdarray(value)) throw new Error(`${caller}: expected an ndarray; got ${describe(value)}.`);
  const { shape, stride, offset, data, size } = value;
  if (size === 0) return;
  const reach = shape.map((length, axis) => (length - 1) * stride[axis]!);
  const first = offset + reach.reduce((sum, r) => sum + Math.min(r, 0), 0);
  const last = offset + reach.reduce((sum, r) => sum + Math.max(r, 0), 0);
  if (first >= 0 && last < data.length && shape.every((length) => length >= 0)) return;
  throw new Error(
    `${caller}: the ndarray of shape [${shape}] reaches outside its ${data.length} numbers (from ${first} to ${last}); ` +
      'was it cut with hi() or lo() beyond its end?',
  );
}

/** @throws unless the value is an array, as a single one is not. */
export function checkList(caller: string, what: string, value: readonly unknown[]): void {
  if (!Array.isArray(value)) {
    throw new TypeError(`${caller}: ${what} must be an array; got ${describe(value)}.`);
  }
}

/** @throws unless the batch size is a whole number of at least 1. */
export function checkBatchSize(caller: string, batchSize: number): void {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new Error(`${caller}: batchSize must be a whole number of at least 1; got ${batchSize}.`);
  }
}

/** @throws naming the sample if a number is not finite: the encoder's weights or its arithmetic are broken. */
export function checkFinite(
  what: string,
  values: Float32Array,
  sampleSize: number,
  firstSample: number,
): void {
  // A loop: four times as fast as findIndex, over what may be gigabytes.
  let bad = 0;
  while (bad < values.length && Number.isFinite(values[bad])) bad += 1;
  if (bad === values.length) return;
  throw new Error(
    `${what} of sample ${firstSample + Math.floor(bad / sampleSize)}: got ${values[bad]}. ` +
      'The inputs are finite: does the encoder hold NaN weights (has its training diverged?), or the explainer a NaN baseline?',
  );
}

function isNdarray(value: unknown): value is NdArray {
  const { shape, stride, data } = (value ?? {}) as Partial<NdArray>;
  return Array.isArray(shape) && Array.isArray(stride) && data !== undefined && typeof data === 'object';
}
