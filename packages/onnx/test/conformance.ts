import { readFileSync } from 'node:fs';
import ndarray, { type NdArray } from 'ndarray';
import { sharedPath } from '../../../test/shared-folder.js';
import type { Constant } from '../src/model/onnx-model.js';
import { runOnnx } from '../src/run/run-onnx.js';

/** One case of the ONNX standard's own test suite, from `../shared/oracles/onnx-conformance`. */
export interface StandardCase {
  readonly name: string;
  readonly ops: readonly string[];
  readonly opset: number;
  readonly rtol: number;
  readonly atol: number;
  /** The model, base64. */
  readonly model: string;
  readonly inputs: readonly StoredTensor[];
  readonly outputs: readonly StoredTensor[];
}

interface StoredTensor {
  readonly type: 'float32' | 'int64' | 'int32' | 'bool';
  readonly shape: readonly number[];
  readonly data: string;
}

export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'wrong'; readonly reason: string };

export const CASES = sharedPath('oracles', 'onnx-conformance', 'cases.json');

export function standardCases(): StandardCase[] {
  return CASES === undefined ? [] : (JSON.parse(readFileSync(CASES, 'utf8')) as StandardCase[]);
}

/** Runs a case and compares its outputs within the case's own tolerance. */
export async function verdictOf(test: StandardCase): Promise<Verdict> {
  let outputs: NdArray<Float32Array>[];
  try {
    outputs = Object.values(await runOnnx(Buffer.from(test.model, 'base64'), test.inputs.map(arrayOf)));
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { kind: code === 'ERR_UNSUPPORTED_MODEL' ? 'refused' : 'wrong', reason: message };
  }
  for (const [i, expected] of test.outputs.entries()) {
    const { shape, data } = outputs[i] ?? ndarray(new Float32Array(), []);
    if (`${shape}` !== `${expected.shape}`)
      return { kind: 'wrong', reason: `shape [${shape}], expected [${expected.shape}]` };
    const numbers = numbersOf(expected);
    const bad = numbers.findIndex((value, k) => !isClose(data[k] ?? Number.NaN, value, test));
    if (bad !== -1)
      return { kind: 'wrong', reason: `number ${bad} is ${data[bad]}, expected ${numbers[bad]}` };
  }
  return { kind: 'pass' };
}

function isClose(value: number, expected: number, { rtol, atol }: StandardCase): boolean {
  return (
    Object.is(value, expected) ||
    value === expected ||
    Math.abs(value - expected) <= atol + rtol * Math.abs(expected)
  );
}

/** A tensor of a case as a constant. */
export function constantOf(stored: StoredTensor): Constant {
  return { type: stored.type, shape: stored.shape, data: Float64Array.from(numbersOf(stored)) };
}

function arrayOf(stored: StoredTensor): NdArray {
  return ndarray(Float64Array.from(numbersOf(stored)), [...stored.shape]);
}

function numbersOf({ type, data }: StoredTensor): number[] {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  switch (type) {
    case 'float32':
      return [...new Float32Array(bytes.buffer)];
    case 'int32':
      return [...new Int32Array(bytes.buffer)];
    case 'int64':
      return [...new BigInt64Array(bytes.buffer)].map(Number);
    case 'bool':
      return [...bytes];
  }
}
