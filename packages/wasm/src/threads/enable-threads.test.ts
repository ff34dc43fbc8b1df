import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { backendNamed } from '../../test/kernels-on-backends.js';
import { checkIsolated, enableThreads } from './enable-threads.js';

describe('enableThreads', () => {
  it('in a process of its own: computes the same, ends with the backend, and the process exits', async () => {
    const program = fileURLToPath(new URL('../../test/threads-program.ts', import.meta.url));
    // rejects where the process does not exit by itself, or exits with an error
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', program], { timeout: 300_000 });
    const found = JSON.parse((await run).stdout) as {
      [key: string]: unknown;
      threaded: number[];
      secondInstance: { values: number[] };
      single: { values: number[] };
    };
    expect(found).toMatchObject({
      set: true,
      threads: 3,
      again: expect.stringContaining('enableThreads: the wasm backend has been initialised'),
      removed: expect.stringContaining('enableThreads: expected a backend wasm, found none'),
      secondInstance: { threads: 3 },
      single: { threads: 1 },
      worker: 'undefined',
    });
    expect(found.threaded).toHaveLength(300);
    expect(found.secondInstance.values).toEqual(found.threaded);
    // every value is computed by one thread, in the order that one thread would take
    expect(found.single.values).toEqual(found.threaded);
  });

  it.each([0, 9, 1.5, Number.NaN, -1])('refuses %s threads', async (count) => {
    await expect(enableThreads(count)).rejects.toThrow(
      `enableThreads: expected a whole number of threads, 1 to 8, got ${count}`,
    );
  });

  it('works inside vitest, and refuses a backend that runs', async () => {
    await enableThreads(2);
    await backendNamed('wasm');
    expect(getThreadsCount()).toBe(2);
    const sum = tf.tidy(() => tf.sum(tf.matMul(tf.ones([64, 32]), tf.ones([32, 64]))));
    expect((await sum.data())[0]).toBe(64 * 32 * 64);
    sum.dispose();
    await expect(enableThreads(2)).rejects.toThrow('call enableThreads before the first tf.setBackend');
    tf.removeBackend('wasm');
  });
});

describe('checkIsolated', () => {
  it('names the headers that a page needs', () => {
    expect(() => checkIsolated({ crossOriginIsolated: true })).not.toThrow();
    for (const scope of [{ crossOriginIsolated: false }, {}]) {
      expect(() => checkIsolated(scope)).toThrow(
        /^enableThreads: expected a cross-origin isolated page .*Cross-Origin-Opener-Policy: same-origin.*Cross-Origin-Embedder-Policy: require-corp/,
      );
    }
  });
});
