import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version_core } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeDrawnFaces } from '../../test/drawn-faces.js';
import { runCsm } from '../../test/run-csm.js';
import { RUN_FILE, sha256 } from './run-record.js';
import { PACKAGES } from './versions.js';

const encoder = fileURLToPath(new URL('../../../../examples/onnx/encoder.onnx', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-run-record-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('names every package of this repository that @csm/cli depends on', async () => {
  const { dependencies } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  expect([...PACKAGES]).toEqual(
    Object.keys(dependencies)
      .filter((name) => name.startsWith('@csm/'))
      .sort(),
  );
});

it('run.json has seeds, hashes of model and tables, and all versions', async () => {
  const { pictures, table } = await writeDrawnFaces(folder, 12);
  const own = { '@tensorflow/tfjs-core': version_core, node: process.version };
  const record = async (out: string) => JSON.parse(await readFile(join(out, RUN_FILE), 'utf8'));

  const concepts = join(folder, 'concepts');
  const { code } = await runCsm(
    ...['concept', encoder, pictures, '--attributes', table, '--name', 'Eyeglasses'],
    ...['--seed', '3', '--engine', 'onnxruntime', '--out', concepts],
  );
  expect(code).toBe(0);
  const made = await record(concepts);
  expect(made).toMatchObject({
    command: 'concept',
    seeds: [3],
    hashes: { model: await sha256(encoder), tables: { [table]: await sha256(table) } },
    versions: { ...own, engine: expect.stringMatching(/^ONNX Runtime \d+\.\d+\.\d+/) },
  });
  for (const name of [...PACKAGES, '@csm/cli']) expect(made.versions[name], name).toMatch(/^\d+\.\d+\.\d+/);

  const model = join(folder, 'model');
  const trained = await runCsm(
    ...['train', pictures, '--size', '16', '--filters', '4', '--latent', '2', '--epochs', '1', '--seed', '5'],
    ...['--out', model],
  );
  expect(trained.code).toBe(0);
  expect(await record(model)).toMatchObject({
    command: 'train',
    seeds: [5],
    hashes: { model: null },
    versions: { ...own, engine: `TensorFlow.js ${version_core}, wasm` },
  });
});
