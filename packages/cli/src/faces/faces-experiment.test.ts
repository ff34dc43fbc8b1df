import '@csm/wasm';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionEncoder } from '@csm/core';
import { memory, reshape, setBackend, slice } from '@tensorflow/tfjs-core';
import { csvParse } from 'd3-dsv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePrograms } from '../../../../test/bundle-programs.js';
import { writeDrawnCeleba } from '../../../datasets/test/celeba-folder.js';
import { figureFiles, figureNames } from '../../test/faces/figure-names.js';
import { quietRun, tiny } from '../../test/faces/tiny-run.js';
import { encodeFaces } from './concepts/latents.js';
import { celebaFaces } from './data/celeba-faces.js';
import { drawnFaces } from './data/drawn-faces.js';
import { facesExperiment } from './experiment.js';

const { signal } = new AbortController();
let folder: string;
beforeAll(async () => {
  await setBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'csm-celeba-'));
  await writeDrawnCeleba(join(folder, 'txt'), { form: 'txt', lineEnd: '\n', count: 80, distinct: 40 });
  await writeDrawnCeleba(join(folder, 'csv'), { form: 'csv', lineEnd: '\r\n', count: 80, distinct: 40 });
});
afterAll(() => rm(folder, { recursive: true }));

const everything = [
  ...figureFiles([...figureNames, 'loss-curve']),
  ...[
    'certificates',
    'checkpoint',
    'concepts.json',
    'index.html',
    'latents',
    'maps',
    'model',
    'results.csv',
    'results.json',
    'scores.csv',
    'stages',
    'training.json',
  ],
].sort();

const results = async (out: string) => {
  const { history, skipped, ...rest } = JSON.parse(await readFile(join(out, 'results.json'), 'utf8'));
  // The duration of an epoch differs from run to run.
  return { ...rest, losses: history.map(({ loss }: { loss: number }) => loss) };
};

describe('on a folder in the layout of CelebA', () => {
  it('makes the same figures and tables from either published form, and leaves no tensor', async () => {
    for (const form of ['txt', 'csv']) {
      const out = join(folder, `out-${form}`);
      const before = memory().numTensors;
      const faces = await celebaFaces(join(folder, form), { size: tiny.size, seed: 1, signal });
      await facesExperiment(faces, quietRun(out));
      expect(memory().numTensors).toBe(before);
      expect((await readdir(out)).sort()).toEqual(everything);
    }
    const [txt, csv] = [await results(join(folder, 'out-txt')), await results(join(folder, 'out-csv'))];
    expect(txt).toEqual(csv);
    expect(txt.concepts).toHaveLength(40);
    const table = csvParse(await readFile(join(folder, 'out-txt', 'results.csv'), 'utf8'));
    expect(table).toHaveLength(40);
    const smiling = table.find((row) => row.concept === 'Smiling')!;
    expect(Number(smiling.auc)).toBeGreaterThanOrEqual(0);
    expect(Number(smiling.map_pictures)).toBeGreaterThan(0);
    expect(table.find((row) => row.concept === 'Male')!.map_pictures).toBe('');
  });

  it('gives the results of an uninterrupted run after kills in training, in encoding and between maps', async () => {
    const out = join(folder, 'out-killed');
    await killWhen(out, /^epoch 2 step \d/m);
    await killWhen(out, /^Latents \d/m);
    await killWhen(out, /^Maps 2$/m);
    const kept = ['concept-0', 'shown-0', 'measures-1'].map((name) => join(out, 'stages', `${name}.bin`));
    const written = () => Promise.all(kept.map(async (file) => (await stat(file)).mtimeMs));
    const before = await written();
    const said = await runToTheEnd(out);
    expect(said).not.toMatch(/^epoch/m);
    expect(await written()).toEqual(before);
    expect(await results(out)).toEqual(await results(join(folder, 'out-txt')));
    const latents = (of: string) => readFile(join(folder, of, 'latents', 'latents.npy'));
    expect((await latents('out-killed')).equals(await latents('out-txt'))).toBe(true);
  });
});

it('encodes a folder with a damaged picture again without an error', async () => {
  const root = join(folder, 'damaged');
  await writeDrawnCeleba(root, { form: 'txt', lineEnd: '\n', count: 20, distinct: 20 });
  const open = () => celebaFaces(root, { size: 8, seed: 1, signal });
  const damaged = (await open()).train[3]!;
  await writeFile(join(root, 'img_align_celeba', damaged), 'nothing');
  const encoder = functionEncoder((x) => slice(reshape(x, [x.shape[0]!, -1]), [0, 0], [-1, 3]), {
    inputShape: [8, 8, 3],
  });
  const run = quietRun(join(folder, 'out-damaged'));
  const first = await encodeFaces(encoder, await open(), run);
  const again = await open();
  const second = await encodeFaces(encoder, again, run);
  expect(second.has(damaged)).toBe(false);
  expect(again.dataset.skipped().map(({ id }) => id)).toContain(damaged);
  const ids = again.train.filter((id) => first.has(id));
  expect(ids.length).toBeGreaterThan(5);
  expect(second.of(ids).data).toEqual(first.of(ids).data);
});

describe('on synthetic faces', () => {
  it('measures maps against the true masks', async () => {
    const faces = drawnFaces({ size: 16, seed: 1, counts: { train: 40, validation: 8, test: 20 } });
    const found = await facesExperiment(faces, quietRun(join(folder, 'out-drawn')));
    expect(found.map(({ concept }) => concept.definition.name)).toEqual([...faces.shown]);
    for (const { maps } of found) {
      const [integrated] = Object.values(maps!.methods);
      expect(maps!.area).toBeGreaterThan(0);
      expect(integrated!.inside!.concept).toBeGreaterThan(0);
      expect(integrated!.inside!.concept).toBeLessThan(1);
      expect(Math.abs(integrated!.change.concept)).toBeLessThanOrEqual(1);
    }
  });

  it('stops when the signal aborts', async () => {
    const faces = drawnFaces({ size: 16, seed: 1, counts: { train: 40, validation: 8, test: 20 } });
    const abort = new AbortController();
    const before = memory().numTensors;
    const stopped = facesExperiment(
      faces,
      quietRun(join(folder, 'out-stopped'), {
        signal: abort.signal,
        onStage: () => abort.abort(new Error('enough')),
      }),
    );
    await expect(stopped).rejects.toThrow('enough');
    expect(memory().numTensors).toBe(before);
  });
});

let programs: ReturnType<typeof bundled> | undefined;
const bundled = () => bundlePrograms({ run: 'packages/cli/test/faces/run-until-killed.ts' });

async function start(out: string, standstill?: RegExp) {
  programs ??= bundled();
  const { run } = await programs;
  const until = standstill ? [standstill.source] : [];
  return spawn(process.execPath, [run, join(folder, 'txt'), out, ...until], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Collects what a run prints until it ends, or until the output matches `enough`; then the run is killed. */
async function outcome(
  out: string,
  enough?: RegExp,
): Promise<{ said: string; ended: string | number | null }> {
  const child = await start(out, enough);
  let said = '';
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  child.stdout.on('data', (text) => {
    said += text;
    // The run stops after the line that matches `enough` and waits.
    if (enough?.test(said)) child.kill('SIGKILL');
  });
  const ended = await new Promise<string | number | null>((end) =>
    child.on('close', (code, by) => end(by ?? code)),
  );
  if (ended !== (enough ? 'SIGKILL' : 0)) throw new Error(`the run ended with ${ended}:\n${said}\n${errors}`);
  return { said, ended };
}

const killWhen = (out: string, enough: RegExp) => outcome(out, enough);
const runToTheEnd = async (out: string) => (await outcome(out)).said;
