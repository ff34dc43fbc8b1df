import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contiguous } from '@csm/base';
import { readNpy } from '@csm/core/node';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { csmPrograms } from '../../test/csm-programs.js';
import { runCsm } from '../../test/run-csm.js';
import { storeObjects } from '../../test/store-objects.js';
import { writeFaces } from '../../test/write-faces.js';

vi.mock('./served-tasks.js', () => import('../../test/bundled-tasks.js'));

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const MODEL = join(ROOT, 'examples/onnx/encoder.onnx');
const CONCEPTS = ['Smiling', 'Wearing_Hat'];
const METHOD = ['--method', 'smoothGrad', '--samples', '4', '--engine', 'wasm'];

let folder = '';
const at = (...names: string[]) => join(folder, ...names);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-run-'));
  await writeFaces(at('faces'), 40);
  await done('concept', MODEL, at('faces'), '--out', at('concepts'), '--name', CONCEPTS.join(','));
  await plan('store');
  await done('run', at('store'), '--processes', '2');
  await done(
    ...['explain', MODEL, at('faces'), '--concepts', at('concepts'), '--out', at('maps')],
    // The batches are those of the shards.
    ...['--batch', '4', ...METHOD],
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a command that must succeed. */
async function done(...args: string[]) {
  const result = await runCsm(...args);
  expect(result.code, result.err).toBe(0);
  return result.out;
}

const plan = (out: string) =>
  done(
    ...['plan', MODEL, at('faces'), '--concepts', at('concepts'), '--out', at(out), '--no-certificates'],
    ...['--shard-size', '4', '--batch', '4', ...METHOD],
  );
const results = async (...options: string[]) =>
  JSON.parse(await done('results', at('store'), '--json', ...options));

/** The scores of csm explain, per input and concept. */
async function explainedScores(): Promise<[id: string, scores: number[]][]> {
  const rows = (await readFile(at('maps', 'scores.csv'), 'utf8')).trim().split('\n').slice(1);
  return rows.map((row) => {
    const [id = '', ...scores] = row.split(',');
    return [id, scores.map(Number)];
  });
}

it('two processes write the bytes of one worker', async () => {
  await plan('one-worker');
  await done('worker', at('one-worker'), '--tasks', '0-9');
  expect(await storeObjects(at('one-worker'))).toEqual(await storeObjects(at('store')));
  expect(await done('results', at('store'), '--verify')).toContain('all as they were written');
});

it('says that the highest scores are those of the shards that are done', async () => {
  await plan('partial');
  await done('worker', at('partial'), '--tasks', '3');
  const top = ['--concept', CONCEPTS[0] ?? '', '--top', '2'];
  const partial = await runCsm('results', at('partial'), ...top);
  expect([partial.code, partial.err]).toEqual([
    0,
    expect.stringContaining('1 of 10 shards are done; inputs of the others may have scores that are higher'),
  ]);
  expect((await runCsm('results', at('store'), ...top)).err).not.toContain('shards are done');
});

it('reads scores, the highest and lowest of them, and summaries, which are those of csm explain', async () => {
  const scores = await explainedScores();
  const { concepts } = await results();
  for (const [k, concept] of CONCEPTS.entries()) {
    const all = scores.map(([id, of]) => ({ id, score: of[k] ?? 0 })).sort((a, b) => b.score - a.score);
    const { top } = await results('--concept', concept, '--top', '5');
    const { top: low } = await results('--concept', concept, '--top', '5', '--lowest');
    const named = (found: { id: string; score: number }[]) => found.map(({ id, score }) => ({ id, score }));
    expect(named(top)).toEqual(all.slice(0, 5));
    expect(named(low)).toEqual(all.slice(-5).reverse());
    expect(concepts[k]).toMatchObject({ concept, inputs: 40 });
    expect([concepts[k].scores.max, concepts[k].scores.min]).toEqual([all[0]?.score, all.at(-1)?.score]);
    const mean = all.reduce((sum, { score }) => sum + score, 0) / all.length;
    expect(concepts[k].scores.mean).toBeCloseTo(mean, 6);
  }
  const [id = '', of = []] = scores[17] ?? [];
  expect(await results('--id', id)).toMatchObject({ scores: { Smiling: of[0], Wearing_Hat: of[1] } });
});

it('reads a pooled map, and computes every number of it again', async () => {
  const ids: string[] = JSON.parse(await readFile(at('maps', 'ids.json'), 'utf8'));
  const maps = await readNpy(at('maps', 'maps', 'Smiling', 'smoothGrad.npy'));
  const map = maps.pick(17);
  const one = ['--concept', 'Smiling', '--id', ids[17] ?? ''];
  await done('results', at('store'), ...one, '--exact', '--out', at('exact.npy'));
  const exact = await readNpy(at('exact.npy'));
  expect(exact.shape).toEqual([3, 32, 32]);
  const largest = Math.max(...contiguous(map as typeof exact).map(Math.abs));
  // Another batch size may give other last digits of float32.
  for (const [i, value] of contiguous(map as typeof exact).entries()) {
    expect(Math.abs((contiguous(exact)[i] ?? 0) - value)).toBeLessThan(1e-5 * largest);
  }
  const { maximumError } = await results(...one, '--out', at('pooled.npy'));
  const pooled = await readNpy(at('pooled.npy'));
  expect(pooled.shape).toEqual([16, 16]);
  for (let y = 0; y < 16; y++) {
    for (let x = 0; x < 16; x++) {
      let sum = 0;
      for (let channel = 0; channel < 3; channel++) {
        for (const [dy, dx] of [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ] as const) {
          sum += Number(map.get(channel, 2 * y + dy, 2 * x + dx));
        }
      }
      expect(Math.abs(Number(pooled.get(y, x)) - sum)).toBeLessThan(maximumError * 1.01);
    }
  }
  await done('results', at('store'), ...one, '--out', at('pooled.png'));
  const { width, height } = await sharp(at('pooled.png')).metadata();
  expect([width, height]).toEqual([256, 256]);
});

it('continues after Ctrl+C to the same bytes', async () => {
  await plan('stopped');
  const { csm } = await csmPrograms;
  const args = [csm, 'run', at('stopped'), '--processes', '2'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.on('data', (text) => {
    err += text;
  });
  const exit = once(child, 'close');
  while ((await readdir(at('stopped', 'shards')).catch(() => [])).length === 0 && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill('SIGINT');
  const [code] = await exit;
  expect([code, err]).toEqual([
    130,
    expect.stringContaining('stopped by Ctrl+C; run the same command again'),
  ]);
  const before = (await readdir(at('stopped', 'shards'))).length;
  expect(before).toBeLessThan(10);
  expect(await done('run', at('stopped'), '--processes', '2')).toContain('Tasks: ');
  expect(await storeObjects(at('stopped'))).toEqual(await storeObjects(at('store')));
});
