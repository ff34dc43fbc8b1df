import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@csm/scale/node';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type S3Server, startS3Server } from '../../../scale/test/s3-server.js';
import { runCsm } from '../../test/run-csm.js';
import { storeObjects } from '../../test/store-objects.js';
import { writeFaces } from '../../test/write-faces.js';

const MODEL = new URL('../../../../examples/onnx/encoder.onnx', import.meta.url).pathname;
const BUCKET = 's3://results/faces';

let folder = '';
let server: S3Server;
const at = (...names: string[]) => join(folder, ...names);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-bucket-'));
  server = await startS3Server();
  await server.createBucket('results');
  for (const [name, value] of Object.entries(server.environment)) vi.stubEnv(name, value);
  // Files of the plan are copied here.
  vi.stubEnv('TMPDIR', folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await rm(folder, { recursive: true });
});

/** Runs a command that must succeed. */
async function done(...args: string[]) {
  const result = await runCsm(...args);
  expect(result.code, result.err).toBe(0);
  return result.out;
}

it('a bucket gets the bytes of a folder, and workers need nothing but its URL', async () => {
  await writeFaces(at('pictures'), 24);
  await done('concept', MODEL, at('pictures'), '--out', at('concepts'), '--name', 'Smiling');
  for (const place of [BUCKET, at('store')]) {
    await done(
      ...['plan', MODEL, at('pictures'), '--concepts', at('concepts'), '--out', place],
      ...['--shard-size', '8', '--steps', '4', '--engine', 'wasm'],
    );
    await done('worker', place, '--tasks', '0,3');
    await done('worker', `${place}/plan.json`, '--tasks', '1-2');
    expect(await done('status', place)).toContain('Complete');
  }
  const objects = await storeObjects(at('store'));
  const bucket = await openStore(BUCKET);
  const found: Record<string, string> = {};
  for await (const key of bucket.list('')) {
    if (key === 'plan.json') continue;
    const bytes = await bucket.get(key);
    found[key] = createHash('sha256')
      .update(bytes ?? '')
      .digest('hex');
  }
  expect(found).toEqual(objects);
  const top = ['--concept', 'Smiling', '--top', '3'];
  expect(await done('results', BUCKET, ...top)).toBe(await done('results', at('store'), ...top));
  const left = (await readdir(folder)).filter((name) => !['pictures', 'concepts', 'store'].includes(name));
  expect(left.filter((name) => name.includes('csm-plan'))).toEqual([]);
});
