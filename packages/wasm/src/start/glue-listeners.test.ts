import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { registerKernels } from '../register.js';
import '@tensorflow/tfjs-backend-wasm';

registerKernels();
const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;
const listeners = () => EVENTS.map((event) => process.listeners(event as 'SIGINT'));

describe('the wasm backend in Node', () => {
  it.each(['throw', 'rejection', 'threads'])(
    'does not bury an uncaught error under its glue code: %s',
    async (how) => {
      const program = fileURLToPath(new URL('../../test/uncaught-program.ts', import.meta.url));
      const run = promisify(execFile)(process.execPath, ['--import', 'tsx', program, how]);
      const { code, stderr } = await run.then(
        () => ({ code: 0, stderr: '' }),
        (error: { code: number; stderr: string }) => error,
      );
      expect(code).toBe(1);
      expect(stderr).toContain('TypeError: nobody catches this.');
      expect(stderr.length).toBeLessThan(2000);
    },
  );

  it('leaves no listener on the process, and keeps those of the user, also when it is removed', async () => {
    const own = (error: unknown) => {
      if (!(error instanceof RangeError)) throw error;
    };
    process.on('uncaughtException', own);
    try {
      const before = listeners();
      // The user adds another listener while the backend starts.
      const start = tf.setBackend('wasm');
      const late = (reason: unknown) => void reason;
      process.on('unhandledRejection', late);
      await start;
      expect(process.listeners('uncaughtException')).toEqual(before[0]);
      expect(process.listeners('unhandledRejection')).toEqual([...before[1]!, late]);
      tf.removeBackend('wasm');
      expect(process.listeners('uncaughtException')).toEqual(before[0]);
      expect(process.listeners('unhandledRejection')).toEqual([...before[1]!, late]);
      process.removeListener('unhandledRejection', late);
    } finally {
      process.removeListener('uncaughtException', own);
    }
  });
});
