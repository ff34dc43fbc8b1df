import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pythonWith } from '../../../test/python-with.js';

const script = fileURLToPath(new URL('python/onnx_models.py', import.meta.url));

/** A Python with the package of the ONNX project. */
const python = pythonWith('onnx');

/** Whether tests may call the functions below. */
export const hasOnnx = python !== undefined;

/** A suffix for the name of a test: why it is skipped. */
export const withoutOnnx = hasOnnx ? '' : ' (skipped: no python3 with onnx, as in Debian’s python3-onnx)';

/**
 * Whether the ONNX project's checker accepts a model: its structure, the operators' attributes and types, and the shapes that follow
 * from those of the inputs.
 * @returns why it rejects the model; undefined if it accepts it.
 */
export function checkedByOnnx(bytes: Uint8Array): string | undefined {
  return allCheckedByOnnx([bytes])[0];
}

/** {@link checkedByOnnx} for many models, in one process. */
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
