import { readFileSync } from 'node:fs';
import ndarray, { type NdArray } from 'ndarray';
import { sharedPath } from '../../../test/shared-folder.js';
import { runOnnx } from '../src/run/run-onnx.js';
import { type CaseTensor, constantOf, type StandardCase } from './cases/stored-case.js';

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
    const numbers = Array.from(constantOf(expected).data);
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

function arrayOf(stored: CaseTensor): NdArray {
  return ndarray(Float64Array.from(constantOf(stored).data), [...stored.shape]);
}
