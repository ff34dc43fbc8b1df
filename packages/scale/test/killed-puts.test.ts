import { fork } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keyedRandom } from '@csm/base';
import { isTemporary } from '@csm/base/node';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { localStore } from '../src/stores/local/local-store.js';
import type { ObjectStore } from '../src/stores/object-store.js';
import { s3Store } from '../src/stores/s3/s3-store.js';
import { drawnPuts } from './drawn-puts.js';
import { startS3Server } from './s3-server.js';
import { keysOf } from './store-contract.js';

/** The program put-drawn.ts in one file, because twenty processes would take long to translate it. */
let program: string;
let programFolder: string;
beforeAll(async () => {
  programFolder = await mkdtemp(join(tmpdir(), 'csm-put-drawn-'));
  program = join(programFolder, 'put-drawn.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('put-drawn.ts', import.meta.url))],
    tsconfig: fileURLToPath(new URL('../../../tsconfig.json', import.meta.url)),
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
});
afterAll(() => rm(programFolder, { recursive: true, force: true }));

interface Ended {
  /** How many objects the process wrote; undefined if it was killed. */
  readonly written: number | undefined;
  readonly errors: string;
}

/** Runs a process that puts all objects, and kills it some time after it is ready. */
function putAll(place: string, first: number, env: object, killAfterMs: number): Promise<Ended> {
  const child = fork(program, [place, String(first)], {
    execArgv: [],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let written: number | undefined;
  let errors = '';
  child.stderr?.on('data', (part) => {
    errors += part;
  });
  child.on('message', (message: 'ready' | { written: number }) => {
    if (typeof message === 'object') written = message.written;
    else if (Number.isFinite(killAfterMs)) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ written, errors: code === 0 || signal === 'SIGKILL' ? '' : errors });
    });
  });
}

/** Rounds of processes that put the same keys and are killed, then one that ends. */
async function putDespiteKills(place: string, processes: number, rounds: number, env = {}): Promise<number> {
  const draw = keyedRandom('killed-puts', place.startsWith('s3:') ? 's3' : 'local');
  const count = drawnPuts().length;
  let kills = 0;
  for (let round = 0; round < rounds; round++) {
    const ended = await Promise.all(
      Array.from({ length: processes }, () => putAll(place, Math.floor(draw() * count), env, draw() * 400)),
    );
    expect(ended.map(({ errors }) => errors).join('')).toBe('');
    kills += ended.filter(({ written }) => written === undefined).length;
  }
  const last = await putAll(place, 0, env, Number.POSITIVE_INFINITY);
  expect(last.errors).toBe('');
  return kills;
}

async function expectAll(store: ObjectStore): Promise<void> {
  const puts = drawnPuts();
  expect(await keysOf(store)).toEqual(puts.map(({ key }) => key).sort());
  for (const { key, bytes } of puts) {
    expect(Buffer.compare((await store.get(key)) ?? new Uint8Array(), bytes), key).toBe(0);
  }
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-killed-puts-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('twenty processes put the same keys into a folder and are killed: nothing is lost, half or left over', async () => {
  const kills = await putDespiteKills(folder, 20, 2);
  expect(kills).toBeGreaterThan(10);
  await expectAll(localStore(folder));
  const files = await readdir(folder, { recursive: true });
  expect(files.filter(isTemporary)).toEqual([]);
});

it('six processes put the same keys into a bucket and are killed: nothing is lost or half', async () => {
  const server = await startS3Server();
  try {
    await server.createBucket('bucket');
    const kills = await putDespiteKills('s3://bucket/run', 6, 2, server.environment);
    expect(kills).toBeGreaterThan(3);
    const { endpoint, credentials } = server;
    await expectAll(s3Store('s3://bucket/run', { endpoint, credentials }));
  } finally {
    await server.close();
  }
});

it('without kills, each object is written by exactly one of ten processes', async () => {
  const ended = await Promise.all(
    Array.from({ length: 10 }, (_, i) => putAll(folder, i * 6, {}, Number.POSITIVE_INFINITY)),
  );
  expect(ended.map(({ errors }) => errors).join('')).toBe('');
  const written = ended.reduce((sum, each) => sum + (each.written ?? 0), 0);
  expect(written).toBe(drawnPuts().length);
  await expectAll(localStore(folder));
});
