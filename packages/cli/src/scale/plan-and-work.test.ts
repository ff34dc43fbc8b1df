import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contiguous } from '@csm/base';
import { readNpy } from '@csm/core/node';
import type { NdArray } from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCsm } from '../../test/run-csm.js';
import { storeObjects } from '../../test/store-objects.js';
import { writeFaces } from '../../test/write-faces.js';

const MODEL = new URL('../../../../examples/onnx/encoder.onnx', import.meta.url).pathname;
const CONCEPTS = ['Smiling', 'Wearing_Hat'];
const SHARD = 16;
const INPUTS = 44;
const MAP = [3, 32, 32];

let folder = '';
const at = (...names: string[]) => join(folder, ...names);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-scale-'));
  await writeFaces(at('faces'), 60);
  await done('concept', MODEL, at('faces'), '--out', at('concepts'), '--name', CONCEPTS.join(','), ...WASM);
  await plan('store', '--maps', 'full', ...SMOOTH);
});
afterAll(() => rm(folder, { recursive: true }));

const WASM = ['--engine', 'wasm'];
const SMOOTH = ['--method', 'smoothGrad', '--samples', '3'];

/** Runs a command that must succeed. */
async function done(...args: string[]) {
  const result = await runCsm(...args);
  expect(result.code, result.err).toBe(0);
  return result.out;
}

const plan = (out: string, ...more: string[]) =>
  done(
    ...['plan', MODEL, at('faces'), '--concepts', at('concepts'), '--out', at(out), ...WASM],
    ...['--limit', `${INPUTS}`, '--shard-size', `${SHARD}`, ...more],
  );
const explain = (out: string, ...more: string[]) =>
  done(
    ...['explain', MODEL, at('faces'), '--concepts', at('concepts'), '--out', at(out), ...WASM],
    ...['--limit', `${INPUTS}`, ...more],
  );

/** The maps of a store that keeps them in full: one chunk per shard and concept, the last one padded. */
async function fullMaps(store: string, concept: number): Promise<number[]> {
  const maps: number[] = [];
  for (let shard = 0; shard * SHARD < INPUTS; shard++) {
    const bytes = await readFile(at(store, 'maps.zarr', 'maps', `c.${shard}.${concept}.0.0.0`));
    maps.push(...new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)));
  }
  return maps.slice(0, INPUTS * MAP.reduce((a, b) => a * b));
}

it('gives the maps of csm explain and the certificates of csm certify, in any order of the tasks', async () => {
  expect(await done('worker', at('store'), '--tasks', '2,4')).toContain('Tasks: 2 computed, 0 done before');
  const half = await done('status', at('store', 'plan.json'));
  expect(half).toContain('Shards: 1 of 3 done (12 of 44 inputs)\nCertificates: 1 of 2 done\n');
  expect(half).toContain('Pending tasks: 0-1,3');
  expect(await done('worker', at('store'), '--tasks', '0-4')).toContain('Tasks: 3 computed, 2 done before');
  expect(JSON.parse(await done('status', at('store'), '--json'))).toMatchObject({
    inputs: { done: 44, total: 44 },
    pending: '',
  });
  await explain('maps', ...SMOOTH);
  await done(
    ...['certify', MODEL, at('faces'), '--concepts', at('concepts'), '--out', at('certificates'), ...WASM],
    ...SMOOTH,
  );
  for (const [k, concept] of CONCEPTS.entries()) {
    const maps = await readNpy(at('maps', 'maps', concept, 'smoothGrad.npy'));
    expect(await fullMaps('store', k)).toEqual([...contiguous(maps as NdArray<Float32Array>)]);
    const read = async (file: string) => JSON.parse(await readFile(file, 'utf8'));
    const { seconds: _, ...certificate } = await read(at('certificates', `${concept}.json`));
    expect(await read(at('store', 'certificates', `00000${k}.json`))).toEqual(certificate);
  }
});

it('gives the same bytes in shards that other calls compute, in a copy of the store', async () => {
  await plan('again', '--maps', 'full', ...SMOOTH);
  // Workers on other machines find store and data elsewhere.
  await cp(at('faces'), at('elsewhere', 'faces'), { recursive: true });
  await cp(at('again'), at('elsewhere', 'store'), { recursive: true });
  await rm(at('again'), { recursive: true });
  const call = ['worker', at('elsewhere', 'store', 'plan.json'), '--data', at('elsewhere', 'faces')];
  for (const tasks of ['3-4', '1,0', '2']) await done(...call, '--tasks', tasks);
  expect(await storeObjects(at('elsewhere', 'store'))).toEqual(await storeObjects(at('store')));
});

it('keeps sums over windows, from the baseline that the plan computed', async () => {
  const method = ['--method', 'integratedGradients', '--steps', '4'];
  const made = JSON.parse(await plan('pooled', '--no-certificates', '--json', ...method));
  expect(made).toMatchObject({ inputs: 44, shards: 3, shardSize: SHARD, tasks: 3, certificates: false });
  expect(made.maps).toEqual({ kind: 'pooled', shape: [16, 16] });
  await done('worker', at('pooled'), '--tasks', '0-2');
  await explain('maps-of-paths', ...method);
  const maps = await readNpy(at('maps-of-paths', 'maps', 'Smiling', 'integratedGradients.npy'));
  const values = new Int8Array(await readFile(at('pooled', 'maps.zarr', 'maps', 'c.0.0.0.0')));
  const scales = await readFile(at('pooled', 'maps.zarr', 'scales', 'c.0.0'));
  for (const input of [0, 5, 15]) {
    const scale = scales.readFloatLE(input * CONCEPTS.length * 4);
    const sums = new Float64Array(256);
    for (let channel = 0; channel < 3; channel++) {
      for (let y = 0; y < 32; y++) {
        for (let x = 0; x < 32; x++) {
          const cell = (y >> 1) * 16 + (x >> 1);
          sums[cell] = (sums[cell] ?? 0) + Number(maps.get(input, channel, y, x));
        }
      }
    }
    const largest = Math.max(...sums.map(Math.abs));
    expect(scale).toBeCloseTo(largest / 127, 6);
    for (const [cell, sum] of sums.entries()) {
      expect(Math.abs((values[input * 256 + cell] ?? 0) * scale - sum)).toBeLessThan(scale * 0.501);
    }
  }
});

describe('says in one sentence what keeps a worker from its tasks', () => {
  /** Damages a copy of the store, and returns what a worker says. */
  async function answer(change: (store: string) => Promise<void>, ...more: string[]): Promise<string> {
    const store = at('damaged');
    await rm(store, { recursive: true, force: true });
    await plan('damaged', '--no-certificates', ...SMOOTH);
    await change(store);
    const { code, out, err } = await runCsm('worker', store, '--tasks', '0', ...more);
    expect([code, out]).toEqual([1, '']);
    return err.replaceAll(folder, '').trim();
  }
  const edit = (from: RegExp, to: string) => async (store: string) => {
    const file = join(store, 'plan.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
  };

  it('a plan of another version', async () => {
    expect(await answer(edit(/"version": "[^"]*"/, '"version": "9.0.0"'))).toMatch(
      /^csm: expected a plan of version .*; plan\.json of \/damaged is of version 9\.0\.0; .*\.$/,
    );
  });
  it('a plan that was edited', async () => {
    expect(await answer(edit(/"batchSize": 8/, '"batchSize": 4'))).toMatch(
      /^csm: expected plan\.json of \/damaged as it was made, .*; it was edited or damaged; .*\.$/,
    );
  });
  it('a plan that is cut off', async () => {
    const cut = async (store: string) => {
      const file = join(store, 'plan.json');
      await writeFile(file, (await readFile(file, 'utf8')).slice(0, 600));
    };
    expect(await answer(cut)).toMatch(/^csm: expected a plan, JSON; .* is not valid JSON; .*\.$/);
  });
  it('another model', async () => {
    const change = (store: string) =>
      cp(MODEL.replace('encoder.onnx', 'decoder.onnx'), join(store, 'model', 'encoder', 'encoder.onnx'));
    expect(await answer(change)).toMatch(
      /^csm: expected model\/encoder\/encoder\.onnx of the plan, .*; \/damaged holds another file; .*\.$/,
    );
  });
  it('a picture that is missing', async () => {
    const faces = at('missing');
    await cp(at('faces'), faces, { recursive: true });
    await rm(join(faces, 'face-003.png'));
    expect(await answer(async () => {}, '--data', faces)).toMatch(/^csm: .*face-003\.png.*\.$/);
  });
  it('a picture that was replaced by another', async () => {
    const faces = at('replaced');
    await cp(at('faces'), faces, { recursive: true });
    await cp(join(faces, 'face-004.png'), join(faces, 'face-003.png'));
    expect(await answer(async () => {}, '--data', faces)).toMatch(
      /^csm: .*face-003\.png: expected the picture that the plan was made with, of \d+ bytes; it has \d+; restore it, or make a new plan\.$/,
    );
  });
  it('a store with another plan', async () => {
    const { code, err } = await runCsm(
      'worker',
      at('store', 'plan.json'),
      '--tasks',
      '0',
      '--store',
      at('pooled'),
    );
    expect([code, err.replaceAll(folder, '').trim()]).toEqual([
      1,
      "csm: expected the store of /store/plan.json; /pooled holds another plan; pass the plan's store with --store, or another plan.",
    ]);
  });
});

it('a plan with other settings is refused, and the same one is accepted', async () => {
  const before = await storeObjects(at('store'));
  await plan('store', '--maps', 'full', ...SMOOTH);
  const { code, err } = await runCsm(
    ...['plan', MODEL, at('faces'), '--concepts', at('concepts'), '--out', at('store'), ...WASM],
    ...['--limit', `${INPUTS}`, '--shard-size', '8', '--method', 'gradient'],
  );
  expect(code).toBe(1);
  expect(err.replaceAll(folder, '').trim().split('\n').at(-1)).toMatch(
    /^csm: expected an empty store, or one with the same plan; \/store holds a plan with other shards.*; choose another store\.$/,
  );
  expect(await storeObjects(at('store'))).toEqual(before);
});
