import '@tensorflow/tfjs-backend-cpu';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryName } from '@csm/base/node';
import { setBackend } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { squareStream } from '../../../test/squares.js';
import { tinyVae, weightsOf } from '../../../test/tiny-vae.js';
import { killedStream, killedTraining } from '../../../test/train-until-killed.js';
import { disposeVae } from '../../architectures/dispose-vae.js';
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

/** Starts the training run in a separate process and kills it after it has printed `steps` lines. */
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
  it('a training run killed three times in mid-epoch ends with the losses and weights of an uninterrupted one', async () => {
    const whole = tinyVae(1);
    const unbroken = await trainVae(whole, killedStream, killedTraining);
    const said = [await killAfter(3), await killAfter(10), await killAfter(9)];
    // There are 15 steps per epoch; every process resumed at the step at which the previous one was killed, or one
    // step earlier.
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

  it('stores all numbers bit for bit, and removes what a killed process left, also one of an older version', async () => {
    const vae = tinyVae(1);
    const store = fileCheckpoint(join(folder, 'deep', 'faces'));
    expect(await store.load()).toBeUndefined();
    await trainVae(vae, squareStream(6, 3), { epochs: 1, checkpoints: store });
    // No process has this number, which is above Linux' limit.
    const left = temporaryName('checkpoint.safetensors').replace(`-${process.pid}-`, '-4194305-');
    const leftovers = ['.checkpoint-0-a.tmp', left];
    for (const name of leftovers) await writeFile(join(folder, 'deep', 'faces', name), 'half');
    const checkpoint = (await store.load())!;
    expect(await readdir(join(folder, 'deep', 'faces'))).toEqual(['checkpoint.safetensors']);
    const weights = checkpoint.tensors.filter(({ name }) => name.startsWith('weights/'));
    expect(weights.map(({ values }) => Array.from(values))).toEqual(weightsOf(vae));
    await store.save(checkpoint);
    expect(await store.load()).toEqual(checkpoint);
    disposeVae(vae);
  });

  it('says what is wrong with a file that is not a complete checkpoint', async () => {
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
        `has ${good.length - 4} bytes, but its header describes ${good.length}`,
      ],
      [
        Buffer.concat([good, Buffer.from('x')]),
        `has ${good.length + 1} bytes, but its header describes ${good.length}`,
      ],
      [good.subarray(0, 100), 'has no header'],
      [Buffer.alloc(0), 'is an empty file'],
      [Buffer.from('<!doctype html><html>nothing here</html>'), 'is an HTML page'],
      [Buffer.from('version https://git-lfs.github.com/spec/v1\n'), 'is a Git LFS pointer'],
      [Buffer.alloc(500), 'has no header'],
      [other, 'has format undefined, version undefined, not csm-training, version 1'],
    ];
    for (const [bytes, message] of cases) {
      await writeFile(file, bytes);
      await expect(checkpoints.load()).rejects.toMatchObject({
        code: 'ERR_INVALID_FILE',
        message: `fileCheckpoint: expected a complete checkpoint; ${file} ${message}; delete it to start again, or copy it again.`,
      });
    }
    await writeFile(file, good);
    await truncate(file, 3);
    await expect(checkpoints.load()).rejects.toThrow('has no header');
    expect(() => fileCheckpoint('')).toThrow('fileCheckpoint: folder must be the path');
  });
});

describe('safetensors', () => {
  it('round-trips any names, shapes, numbers and strings', () => {
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

  it('rejects two tensors with the same name', () => {
    const one = { name: 'a', shape: [1], values: Float32Array.of(1) };
    expect(() => encodeSafetensors({ metadata: {}, tensors: [one, one] })).toThrow('"a" is a duplicate');
  });
});
