import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { backendNamed } from '../../test/kernels-on-backends.js';
import { checkIsolated, enableThreads } from './enable-threads.js';

describe('enableThreads', () => {
  it('computes the same in its own process, ends with the backend, and lets the process exit', async () => {
    const program = fileURLToPath(new URL('../../test/threads-program.ts', import.meta.url));
    // Rejects if the process does not exit on its own, or exits with an error.
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
      again: expect.stringContaining('enableThreads: the wasm backend is already initialised'),
      removed: expect.stringContaining('enableThreads: no backend wasm is registered; tf.removeBackend'),
      secondInstance: { threads: 3 },
      single: { threads: 1 },
      worker: 'undefined',
    });
    expect(found.threaded).toHaveLength(300);
    expect(found.secondInstance.values).toEqual(found.threaded);
    // Each value is computed by one thread, in the same order as with a single thread.
    expect(found.single.values).toEqual(found.threaded);
  });

  it.each([0, 9, 1.5, Number.NaN, -1])('rejects %s threads', async (count) => {
    await expect(enableThreads(count)).rejects.toThrow(
      `enableThreads: count must be a whole number from 1 to 8; got ${count}.`,
    );
  });

  it('works inside vitest, and rejects a backend that is already running', async () => {
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
        /^enableThreads: expected a cross-origin isolated page, .*Cross-Origin-Opener-Policy: same-origin.*Cross-Origin-Embedder-Policy: require-corp/,
      );
    }
  });
});
