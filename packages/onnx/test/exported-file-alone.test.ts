import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { conceptVector, type Explanation, explain } from '@csm/core';
import { readNpy, writeNpy } from '@csm/core/node';
import { integratedGradients } from '@csm/explainers';
import ndarray, { type NdArray } from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { pythonWith } from '../../../test/python-with.js';
import { exportExplanation } from '../src/index.js';
import { saveOnnx } from '../src/node.js';
import { difference, ROUNDING, randomInputs } from './array-difference.js';
import { LAYERS_ENCODERS } from './layers-models.js';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const program = (name: string) => readFile(path(`../../../examples/onnx/export/${name}`), 'utf8');

/** A Python with ONNX Runtime. */
const python = pythonWith('numpy, onnxruntime', [process.env.CSM_PYTHON ?? 'python3']);

let folder = '';
let expected: Explanation;
beforeAll(async () => {
  await useBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'csm-alone-'));
  const encoder = LAYERS_ENCODERS['faces VAE']?.();
  if (encoder === undefined) throw new Error('no encoder');
  const x = randomInputs(encoder, 3);
  const concept = conceptVector('glasses', [1, -0.5, 0.3, 0.8, -0.2, 0.1]);
  const explainer = integratedGradients({ steps: 20, baseline: 0.4 });
  expected = await explain(encoder, concept, x, explainer);
  await saveOnnx(join(folder, 'glasses.onnx'), await exportExplanation(encoder, concept, explainer));
  await writeNpy(join(folder, 'faces.npy'), x);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const inFolder = (...names: string[]) => names.map((name) => join(folder, name));

describe('the file of an explanation, without this library', () => {
  it('gives the scores and maps of explain in a program of twenty lines', async () => {
    const code = await program('explain.mjs');
    expect(code.trim().split('\n').length).toBeLessThanOrEqual(20);
    expect([...code.matchAll(/from '(.*)'/g)].map(([, name]) => name)).toEqual([
      'node:fs',
      'onnxruntime-node',
    ]);
    // From standard input, so that Node finds onnxruntime-node in this package.
    const files = inFolder('glasses.onnx', 'faces.npy', 'maps.json');
    execFileSync(process.execPath, ['--input-type=module', '-', ...files], { input: code, cwd: path('..') });
    const found = JSON.parse(await readFile(join(folder, 'maps.json'), 'utf8'));
    expect(found.shape).toEqual([3, 1, 16, 16, 3]);
    expect(difference(arrayOf(found.maps), expected.maps)).toBeLessThan(ROUNDING);
    expect(difference(arrayOf(found.scores), expected.scores)).toBeLessThan(ROUNDING);
  });

  const skipped =
    python === undefined ? ' (skipped: no python3 with onnxruntime; CSM_PYTHON names another)' : '';
  it.skipIf(python === undefined)(`gives them in Python${skipped}`, async () => {
    const files = inFolder('glasses.onnx', 'faces.npy', 'maps.npy');
    execFileSync(python ?? '', ['-', ...files], { input: await program('explain.py') });
    const maps = (await readNpy(join(folder, 'maps.npy'))) as NdArray<Float32Array>;
    expect(maps.shape).toEqual([3, 1, 16, 16, 3]);
    expect(difference(maps, expected.maps)).toBeLessThan(ROUNDING);
  });
});

const arrayOf = (numbers: number[]): NdArray<Float32Array> =>
  ndarray(Float32Array.from(numbers), [numbers.length]);
