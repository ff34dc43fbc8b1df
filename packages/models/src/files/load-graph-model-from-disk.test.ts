import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, setBackend, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadGraphModelFromDisk } from './load-graph-model-from-disk.js';

/** y = x · w, as tensorflowjs_converter writes it; w contains −Infinity, as masks do. */
const GRAPH = {
  format: 'graph-model',
  modelTopology: {
    node: [
      {
        name: 'x',
        op: 'Placeholder',
        attr: {
          dtype: { type: 'DT_FLOAT' },
          shape: { shape: { dim: [{ size: '-1' }, { size: '2' }] } },
        },
      },
      { name: 'w', op: 'Const', attr: { dtype: { type: 'DT_FLOAT' } } },
      { name: 'y', op: 'Mul', input: ['x', 'w'], attr: { T: { type: 'DT_FLOAT' } } },
    ],
    versions: {},
  },
  weightsManifest: [{ paths: ['w.bin'], weights: [{ name: 'w', shape: [2], dtype: 'float32' }] }],
};

let folder: string;
beforeAll(() => setBackend('cpu'));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-graph-'));
  await writeFile(join(folder, 'model.json'), JSON.stringify(GRAPH));
  await writeFile(join(folder, 'w.bin'), new Uint8Array(Float32Array.of(3, Number.NEGATIVE_INFINITY).buffer));
});
afterEach(() => rm(folder, { recursive: true }));

describe('loadGraphModelFromDisk', () => {
  it('loads a graph model from a folder or a file', async () => {
    for (const path of [folder, join(folder, 'model.json')]) {
      const before = memory().numTensors;
      const model = await loadGraphModelFromDisk(path);
      const y = tidy(() => (model.predict(tensor([[2, 1]])) as Tensor).dataSync());
      expect(Array.from(y)).toEqual([6, Number.NEGATIVE_INFINITY]);
      model.dispose();
      expect(memory().numTensors).toBe(before);
    }
  });

  it('names the function for a layers model, and an incomplete file', async () => {
    const file = join(folder, 'model.json');
    await writeFile(join(folder, 'w.bin'), Buffer.alloc(7));
    await expect(loadGraphModelFromDisk(folder)).rejects.toThrow(
      /^loadGraphModelFromDisk: expected 8 bytes of weights for .*w\.bin holds 7 bytes and is incomplete/,
    );
    await rm(join(folder, 'w.bin'));
    await expect(loadGraphModelFromDisk(folder)).rejects.toThrow(/w\.bin does not exist/);
    const json = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(
      file,
      JSON.stringify({ ...json, format: 'layers-model', modelTopology: { model_config: {} } }),
    );
    await expect(loadGraphModelFromDisk(folder)).rejects.toThrow(
      /expected a graph model; .* is a layers model; load it with loadLayersModelFromDisk, and use layersEncoder/,
    );
  });

  it('reports a graph that tfjs cannot read', async () => {
    const json = structuredClone(GRAPH) as { modelTopology: { node: { op: string }[] } };
    json.modelTopology.node[2]!.op = 'Nonsense';
    await writeFile(join(folder, 'model.json'), JSON.stringify(json));
    const before = memory().numTensors;
    const model = await loadGraphModelFromDisk(folder).catch((e) => e);
    if (model instanceof Error) expect(model.message).toMatch(/^loadGraphModelFromDisk: .*Nonsense.*\.$/);
    else model.dispose();
    expect(memory().numTensors).toBe(before);
  });
});
