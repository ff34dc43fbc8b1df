import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { missingRedis, startRedis, type TestRedis } from '../../../scale/test/redis-server.js';
import { csmPrograms } from '../../test/csm-programs.js';
import { runCsm } from '../../test/run-csm.js';
import { storeObjects } from '../../test/store-objects.js';
import { writeFaces } from '../../test/write-faces.js';

vi.mock('./served-tasks.js', () => import('../../test/bundled-tasks.js'));

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const MODEL = join(ROOT, 'examples/onnx/encoder.onnx');
const missing = missingRedis();

/** Runs a command that must succeed. */
async function done(...args: string[]) {
  const result = await runCsm(...args);
  expect(result.code, result.err).toBe(0);
  return result.out;
}

describe.skipIf(missing)(
  `csm enqueue and csm worker --queue${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    let folder = '';
    let redis: TestRedis;
    let queue: string[] = [];
    const at = (...names: string[]) => join(folder, ...names);
    const plan = (out: string) =>
      done(
        ...['plan', MODEL, at('faces'), '--concepts', at('concepts'), '--out', at(out), '--no-certificates'],
        ...[
          '--shard-size',
          '4',
          '--batch',
          '4',
          '--method',
          'smoothGrad',
          '--samples',
          '8',
          '--engine',
          'wasm',
        ],
      );
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'csm-queue-'));
      redis = await startRedis();
      queue = ['--queue', redis.address];
      await writeFaces(at('faces'), 24);
      await done('concept', MODEL, at('faces'), '--out', at('concepts'), '--name', 'Smiling');
      await plan('alone');
      await done('worker', at('alone'), '--tasks', '0-5');
    });
    afterAll(async () => {
      await redis.kill();
      await rm(folder, { recursive: true });
    });

    it('finishes its shard after SIGTERM, and the next worker does the others, to the bytes of csm worker --tasks', async () => {
      await plan('store');
      expect(await done('enqueue', at('store'), ...queue)).toContain('6 tasks are in the queue, 0 are done');
      expect(await done('enqueue', at('store'), ...queue)).toContain('6 tasks are in the queue, 0 are done');
      expect(await done('status', at('store'), ...queue)).toContain(
        'Queue: 6 waiting, 0 running, 0 set aside',
      );
      const { csm } = await csmPrograms;
      const worker = spawn(process.execPath, [csm, 'worker', at('store'), ...queue], { stdio: 'pipe' });
      let err = '';
      worker.stderr.on('data', (text) => {
        err += text;
      });
      const exit = once(worker, 'close');
      const shards = async () => (await readdir(at('store', 'shards')).catch(() => [])).length;
      while ((await shards()) === 0 && worker.exitCode === null) await delay(20);
      worker.kill('SIGTERM');
      const [code] = await exit;
      expect([code, err]).toEqual([0, '']);
      const { queue: left } = JSON.parse(await done('status', at('store'), ...queue, '--json'));
      expect(left).toEqual({ waiting: 6 - (await shards()), running: 0, setAside: [] });
      await done('worker', at('store'), ...queue, '--until-empty', '--processes', '2');
      expect(await done('status', at('store'), ...queue)).toMatch(
        /Complete\nQueue: 0 waiting, 0 running, 0 set aside/,
      );
      expect(await storeObjects(at('store'))).toEqual(await storeObjects(at('alone')));
    });

    it('sets a task aside that keeps failing, and status says why', async () => {
      await cp(at('faces'), at('damaged'), { recursive: true });
      await writeFile(at('damaged', 'face-005.png'), 'not a picture');
      await plan('failing');
      await done('enqueue', at('failing'), ...queue);
      const call = ['worker', at('failing'), ...queue, '--data', at('damaged'), '--until-empty'];
      const { code, err } = await runCsm(...call);
      expect(code, err).toBe(0);
      const status = await done('status', at('failing'), ...queue);
      expect(status).toContain('Shards: 5 of 6 done (20 of 24 inputs)\nPending tasks: 1\n');
      expect(status).toMatch(/Queue: 0 waiting, 0 running, 1 set aside\n {2}task 1: .*face-005\.png.*\./);
    });

    it('says in one sentence that there is no Redis', async () => {
      const { code, err } = await runCsm('enqueue', at('alone'), '--queue', 'redis://127.0.0.1:1');
      expect([code, err]).toEqual([
        1,
        expect.stringMatching(/^csm: expected Redis at redis:\/\/127\.0\.0\.1:1; .*\.\n$/),
      ]);
    });
  },
);
