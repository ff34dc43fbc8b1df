import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { pythonWith } from '../../../test/python-with.js';

const script = fileURLToPath(new URL('python/onnx_models.py', import.meta.url));

/** A Python with the package of the ONNX project. */
const python = pythonWith('onnx');

/** Whether tests may call the functions below. */
export const hasOnnx = python !== undefined;

/** A suffix for the name of a test: why it is skipped. */
export const withoutOnnx = hasOnnx ? '' : ' (skipped: no python3 with onnx, as in Debian’s python3-onnx)';

/** A suffix for the name of tests that pass files to the checker if it is there. */
export const uncheckedByOnnx = hasOnnx ? '' : ' (without onnx.checker: no python3 with onnx)';

/** Expects that the ONNX project's checker accepts a model, if the checker is there; see {@link uncheckedByOnnx}. */
export function expectAcceptedByOnnx(bytes: Uint8Array): void {
  if (hasOnnx) expect(allCheckedByOnnx([bytes])).toEqual([undefined]);
}

/**
 * Whether the ONNX project's checker accepts each of some models: its structure, the operators' attributes and types, and the shapes that
 * follow from those of the inputs.
 * @returns why it rejects each; undefined if it accepts it.
 */
export function allCheckedByOnnx(models: readonly Uint8Array[]): (string | undefined)[] {
  return run<string | null>('check', models).map((refusal) => refusal ?? undefined);
}

/** What the ONNX project's reader finds in models: see `describe` in `python/onnx_models.py`. */
export function describedByOnnx(models: readonly Uint8Array[]): unknown[] {
  return run('describe', models);
}

function run<T>(command: string, models: readonly Uint8Array[]): T[] {
  if (python === undefined) throw new Error(`onnx-in-python: the test must be skipped${withoutOnnx}.`);
  const input = Buffer.concat(
    models.flatMap((bytes) => [new Uint8Array(BigUint64Array.of(BigInt(bytes.length)).buffer), bytes]),
  );
  const output = execFileSync(python, [script, command], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return JSON.parse(output) as T[];
}
