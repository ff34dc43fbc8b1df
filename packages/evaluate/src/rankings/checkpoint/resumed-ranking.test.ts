import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { conceptVector } from '@csm/core';
import { gradient, integratedGradients } from '@csm/explainers';
import ndarray from 'ndarray';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { correlatedCells, geneEncoder } from '../../../test/gene-encoder.js';
import { ranked, rankedCells, rankedConcepts } from '../../../test/rank-until-killed.js';
import type { RankingCheckpoint, RankingCheckpointStore } from './ranking-checkpoint.js';
import { rankingCheckpoint } from './ranking-checkpoint-file.js';

beforeAll(() => useBackend('cpu'));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-ranking-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A store in memory, which also counts. */
function memoryStore() {
  let kept: RankingCheckpoint | undefined;
  const store = {
    places: [] as number[],
    load: async () => kept,
    save: async (checkpoint: RankingCheckpoint) => {
      kept = structuredClone(checkpoint);
      store.places.push(checkpoint.done);
    },
  };
  return store;
}

/** Counts the cells that it explains. */
function countingMethod() {
  const method = integratedGradients({ steps: 6 });
  let cells = 0;
  return {
    cells: () => cells,
    method: {
      ...method,
      attribute: (...[target, inputs, run]: Parameters<typeof method.attribute>) => {
        cells += inputs.shape[0] ?? 0;
        return method.attribute(target, inputs, run);
      },
    },
  };
}

describe('a ranking that was stopped', () => {
  it('resumes after an abort at any batch with the numbers of an unbroken one, and explains no cell twice', async () => {
    const all = countingMethod();
    const unbroken = await ranked({}, all.method);
    for (const stopAt of [1, 3, 5]) {
      const store = memoryStore();
      const controller = new AbortController();
      const stopped = ranked({
        checkpoints: store,
        signal: controller.signal,
        onProgress: ({ done }) => done >= 8 * stopAt && controller.abort(new Error('stop')),
      });
      await expect(stopped).rejects.toThrow('stop');
      expect(store.places).toEqual([8 * stopAt]);
      const rest = countingMethod();
      expect(await ranked({ checkpoints: store, checkpointSeconds: 0 }, rest.method)).toEqual(unbroken);
      expect(store.places.slice(1)).toEqual([16, 24, 32, 40].filter((place) => place > 8 * stopAt));
      // The first batch is explained once more.
      expect(all.cells() - rest.cells()).toBe(8 * (stopAt - 1));
    }
  });

  it('resumes after the process was killed, from the file that it left', async () => {
    const file = join(folder, 'deep', 'ranking.checkpoint');
    const unbroken = await ranked();
    const program = fileURLToPath(new URL('../../../test/rank-until-killed.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', program, file], {
      cwd: fileURLToPath(new URL('../../../../..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [said, errors] = ['', ''];
    child.stderr.on('data', (text) => {
      errors += text;
    });
    child.stdout.on('data', (text) => {
      said += text;
      if (said.split('\n').length > 2) child.kill('SIGKILL');
    });
    const signal = await new Promise((end) => child.on('close', (_, by) => end(by)));
    if (signal !== 'SIGKILL') throw new Error(`the process ended before it was killed:\n${errors}`);
    const left = await rankingCheckpoint(file).load();
    expect(left?.done).toBeGreaterThanOrEqual(16);
    expect(left?.done).toBeLessThan(40);
    expect(await ranked({ checkpoints: rankingCheckpoint(file) })).toEqual(unbroken);
    expect(await readdir(join(folder, 'deep'))).toEqual(['ranking.checkpoint']);
    // After a finished pass, only the nulls are computed.
    expect((await rankingCheckpoint(file).load())?.done).toBe(40);
    expect(await ranked({ checkpoints: rankingCheckpoint(file) })).toEqual(unbroken);
  });

  it('refuses a checkpoint of other cells, genes, concepts, donors, method or encoder, and leaves it as it is', async () => {
    const store = memoryStore();
    const controller = new AbortController();
    const stop = { signal: controller.signal, onProgress: () => controller.abort(new Error('stop')) };
    await expect(ranked({ checkpoints: store, ...stop })).rejects.toThrow('stop');
    const before = structuredClone(await store.load());
    const advice = 'pass the same, or keep checkpoints in another file to start again.';
    const method = integratedGradients({ steps: 6 });
    const donors = Array.from({ length: 40 }, (_, i) => (i < 9 ? 'a' : 'b'));
    const refused = async (run: Promise<unknown>, message: string) => {
      await expect(run).rejects.toThrow(message);
      await expect(run).rejects.toThrow(advice);
    };
    await refused(ranked({ checkpoints: store, donors }), 'it was made with other donors;');
    await refused(
      ranked({ checkpoints: store, genes: Array.from({ length: 12 }, (_, g) => `G${g}`) }),
      'rankGenesMany: expected the settings of the checkpoint; it was made with other genes;',
    );
    await refused(ranked({ checkpoints: store }, gradient()), 'it was made with method ');
    const others = [{ concept: conceptVector('c', [1, 2, 3, 4]) }, rankedConcepts[1]!];
    await refused(
      ranked({ checkpoints: store }, method, { concepts: others }),
      'it was made with other concepts;',
    );
    const fewer = [rankedConcepts[0]!, { ...rankedConcepts[1]!, cells: [1, 2] }];
    await refused(
      ranked({ checkpoints: store }, method, { concepts: fewer }),
      'it was made with other concepts;',
    );
    const more = correlatedCells(41, 12, 3);
    await refused(
      ranked({ checkpoints: store }, method, { cells: more }),
      'it was made with cells 40 (now 41)',
    );
    const changed = ndarray(rankedCells.data.slice(), [...rankedCells.shape]);
    changed.set(7, 11, changed.get(7, 11) + 1e-6);
    await refused(
      ranked({ checkpoints: store }, method, { cells: changed }),
      'expected the cells of the checkpoint; the first 8 cells differ from those that it was made of;',
    );
    const baseline = ndarray(new Float32Array(12).fill(0.1), [12]);
    await refused(
      ranked({ checkpoints: store }, integratedGradients({ steps: 6, baseline })),
      'it was made with method integrated gradients, 6 steps',
    );
    await refused(
      ranked({ checkpoints: store }, method, { encoder: geneEncoder(12, 4, 2) }),
      'expected the encoder and the method of the checkpoint; the attributions of the first cells differ',
    );
    expect(await store.load()).toEqual(before);
    const broken = { ...before!, sums: [before!.sums[0]!] };
    const stored: RankingCheckpointStore = { ...store, load: async () => broken };
    await expect(ranked({ checkpoints: stored })).rejects.toThrow(
      'expected a checkpoint of this ranking; the sums in the checkpoint have other lengths;',
    );
    await expect(ranked({ checkpoints: {} as never })).rejects.toThrow(
      'checkpoints must be an object with functions load and save, such as rankingCheckpoint(file); got an object of type Object.',
    );
  });
});

describe('rankingCheckpoint', () => {
  it('says what is wrong with a file that is not a complete checkpoint', async () => {
    const file = join(folder, 'ranking.checkpoint');
    const store = rankingCheckpoint(file);
    expect(await store.load()).toBeUndefined();
    await ranked({ checkpoints: store });
    const good = await readFile(file);
    const flipped = Uint8Array.from(good);
    flipped[good.length - 3]! ^= 1;
    const cases: [Uint8Array, string][] = [
      [good.subarray(0, good.length - 4), 'is damaged'],
      [flipped, 'is damaged'],
      [Buffer.alloc(0), 'is an empty file'],
      [Buffer.from('version https://git-lfs.github.com/spec/v1\n'), 'is a Git LFS pointer'],
    ];
    for (const [bytes, message] of cases) {
      await writeFile(file, bytes);
      await expect(store.load()).rejects.toMatchObject({
        code: 'ERR_INVALID_FILE',
        message: `rankingCheckpoint: expected a complete checkpoint; ${file} ${message}; delete it to start again, or copy it again.`,
      });
    }
    expect(() => rankingCheckpoint('')).toThrow('rankingCheckpoint: file must be the path');
  });
});
