import '@tensorflow/tfjs-backend-cpu';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setBackend } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { squareStream, tinyVae, weightsOf } from '../../../test/testing.js';
import { killedStream, killedTraining } from '../../../test/train-until-killed.js';
import { disposeVae } from '../../architectures/vae.js';
import { trainVae } from '../train-vae.js';
import { fileCheckpoint } from './file-checkpoint.js';
import { encodeSafetensors, headerLength, LENGTH_BYTES, parseHeader } from './safetensors.js';

beforeAll(() => setBackend('cpu'));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-checkpoint-'));
});
afterEach(() => rm(folder, { recursive: true }));

const program = fileURLToPath(new URL('../../../test/train-until-killed.ts', import.meta.url));

/** Starts the training in a process of its own and kills it once it has said `steps` lines. */
async function killAfter(steps: number): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  child.stdout.on('data', (text) => {
    said += text;
    if (said.split('\n').length > steps) child.kill('SIGKILL');
  });
  const signal = await new Promise((end) => child.on('close', (_, by) => end(by)));
  if (signal !== 'SIGKILL') throw new Error(`the process ended before it was killed:\n${errors}`);
  return said;
}

describe('fileCheckpoint', () => {
  it('a training killed three times in mid-epoch ends with the losses and weights of an unbroken one', async () => {
    const whole = tinyVae(1);
    const unbroken = await trainVae(whole, killedStream, killedTraining);
    const said = [await killAfter(3), await killAfter(10), await killAfter(9)];
    // 15 steps an epoch; every process went on where the one before was killed, or a step before.
    const places = said.map((text) => {
      const [, epoch, step] = /^epoch (\d+) step (\d+)/.exec(text)!;
      return 15 * (Number(epoch) - 1) + Number(step);
    });
    expect(places[0]).toBe(1);
    expect(places[1]).toBeGreaterThanOrEqual(4);
    expect(places[2]).toBeGreaterThanOrEqual(14);
    const resumed = tinyVae(9);
    const history = await trainVae(resumed, killedStream, {
      ...killedTraining,
      checkpoints: fileCheckpoint(folder),
    });
    expect(history.map((h) => h.loss)).toEqual(unbroken.map((h) => h.loss));
    expect(weightsOf(resumed)).toEqual(weightsOf(whole));
    expect(await readdir(folder)).toEqual(['checkpoint.safetensors']);
    disposeVae(whole);
    disposeVae(resumed);
  });

  it('keeps all numbers bit for bit and tidies up what a killed process left', async () => {
    const vae = tinyVae(1);
    const store = fileCheckpoint(join(folder, 'deep', 'faces'));
    expect(await store.load()).toBeUndefined();
    await trainVae(vae, squareStream(6, 3), { epochs: 1, checkpoints: store });
    const leftover = join(folder, 'deep', 'faces', '.checkpoint-0-a.tmp');
    await writeFile(leftover, 'half');
    const checkpoint = (await store.load())!;
    expect(await readdir(join(folder, 'deep', 'faces'))).toEqual(['checkpoint.safetensors']);
    const weights = checkpoint.tensors.filter(({ name }) => name.startsWith('weights/'));
    expect(weights.map(({ values }) => Array.from(values))).toEqual(weightsOf(vae));
    await store.save(checkpoint);
    expect(await store.load()).toEqual(checkpoint);
    disposeVae(vae);
  });

  it('says what is wrong with a file that is no whole checkpoint', async () => {
    const vae = tinyVae(1);
    const checkpoints = fileCheckpoint(folder);
    await trainVae(vae, squareStream(6, 3), { epochs: 1, checkpoints });
    disposeVae(vae);
    const file = join(folder, 'checkpoint.safetensors');
    const good = await readFile(file);
    const other = Buffer.concat(encodeSafetensors({ metadata: {}, tensors: [] }));
    const cases: [Uint8Array, string][] = [
      [
        good.subarray(0, good.length - 4),
        `it has ${good.length - 4} bytes where its header tells ${good.length}`,
      ],
      [Buffer.concat([good, Buffer.from('x')]), `it has ${good.length + 1} bytes`],
      [good.subarray(0, 100), 'it has no header'],
      [Buffer.alloc(0), 'it has no header'],
      [Buffer.from('<!doctype html><html>nothing here</html>'), 'it has no header'],
      [Buffer.from('version https://git-lfs.github.com/spec/v1\n'), 'it has no header'],
      [Buffer.alloc(500), 'it has no header'],
      [other, 'it says format undefined, version undefined, not csm-training, 1'],
    ];
    for (const [bytes, message] of cases) {
      await writeFile(file, bytes);
      await expect(checkpoints.load()).rejects.toThrow(
        `fileCheckpoint: ${file} is not a whole checkpoint: ${message}`,
      );
    }
    await writeFile(file, good);
    await truncate(file, 3);
    await expect(checkpoints.load()).rejects.toThrow('it has no header');
    expect(() => fileCheckpoint('')).toThrow('fileCheckpoint: folder must be a path');
  });
});

describe('safetensors', () => {
  it('gives back names, shapes, numbers and strings, for any of them', () => {
    const tensor = fc
      .tuple(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }), fc.string())
      .chain(([shape, name]) => {
        const length = shape.reduce((product, side) => product * side, 1);
        return fc
          .float32Array({ minLength: length, maxLength: length })
          .map((values) => ({ name: `t/${name}`, shape, values }));
      });
    const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 4 });
    fc.assert(
      fc.property(tensors, fc.string(), (list, note) => {
        const parts = encodeSafetensors({ metadata: { note }, tensors: list });
        const bytes = Uint8Array.from(Buffer.concat(parts));
        const length = headerLength(bytes)!;
        expect(length % 8).toBe(0);
        const header = parseHeader(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length))!;
        expect(header.metadata.note).toBe(note);
        expect(bytes.length).toBe(LENGTH_BYTES + length + header.bytes);
        const found = header.places.map(({ name, shape, start, end }) => {
          const from = LENGTH_BYTES + length + start;
          return { name, shape, values: new Float32Array(bytes.slice(from, from + end - start).buffer) };
        });
        expect(new Map(found.map((t) => [t.name, t]))).toEqual(new Map(list.map((t) => [t.name, t])));
      }),
    );
  });

  it('refuses two tensors of one name', () => {
    const one = { name: 'a', shape: [1], values: Float32Array.of(1) };
    expect(() => encodeSafetensors({ metadata: {}, tensors: [one, one] })).toThrow('the same name');
  });
});
