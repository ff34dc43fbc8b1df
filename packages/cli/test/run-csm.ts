import { Writable } from 'node:stream';
import { csm } from '../src/index.js';

/** What a run of the command printed. */
export interface CsmResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in this process and collects what it writes: `await runCsm('inspect', 'encoder.onnx')`. */
export async function runCsm(...args: readonly string[]): Promise<CsmResult> {
  const text = { out: '', err: '' };
  const into = (name: 'out' | 'err') =>
    new Writable({
      write(chunk, _, done) {
        text[name] += chunk;
        done();
      },
    });
  const code = await csm(args, { stdout: into('out'), stderr: into('err') });
  return { code, ...text };
}
