import { benjaminiHochberg } from '@csm/base';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { wideLatents } from '../../test/wide-latents.js';
import { conceptSignificance } from './concept-significance.js';

describe('conceptSignificance', () => {
  it('finds a shift, and finds noise as often as chance does', async () => {
    const noise = Array.from({ length: 60 }, (_, k) => ({
      name: `noise ${k}`,
      positives: wideLatents(20, 0, 2 * k),
      negatives: wideLatents(30, 0, 2 * k + 1),
    }));
    const shift = { name: 'shift', positives: wideLatents(20, 30, 900), negatives: wideLatents(30, 0, 901) };
    const found = await conceptSignificance([...noise, shift], { samples: 99 });
    const last = found.at(-1)!;
    expect(last.p).toBe(0.01);
    expect(last.norm).toBeGreaterThan(2 * last.permutedNorm);
    expect(last.cosines[0]).toBeGreaterThan(0.9);
    // The count among 60 is binomial with p = 0.2: mean 12, standard deviation 3.1.
    const small = found.slice(0, -1).filter(({ p }) => p <= 0.2).length;
    expect(small).toBeGreaterThan(2);
    expect(small).toBeLessThan(22);
    expect(found.map(({ q }) => q)).toEqual([...benjaminiHochberg(found.map(({ p }) => p))]);
  });

  it('has the same lengths and p-values by the dot products of the examples', async () => {
    const [positives, negatives] = [wideLatents(8, 1, 1), wideLatents(6, 0, 2)];
    // Zeros change no length, but there are then fewer examples than latent dimensions.
    const padded = (latents: typeof positives) =>
      ndarray(
        Float32Array.from({ length: 100 * latents.shape[0]! }, (_, i) =>
          i % 100 < 3 ? latents.get(Math.floor(i / 100), i % 100) : 0,
        ),
        [latents.shape[0]!, 100],
      );
    const options = { samples: 199, seed: 3 };
    const [short] = await conceptSignificance([{ name: 'c', positives, negatives }], options);
    const [long] = await conceptSignificance(
      [{ name: 'c', positives: padded(positives), negatives: padded(negatives) }],
      options,
    );
    expect(long!.p).toBe(short!.p);
    expect(long!.norm).toBeCloseTo(short!.norm, 12);
    expect(long!.permutedNorm).toBeCloseTo(short!.permutedNorm, 12);
  });

  it('reports progress and can be aborted', async () => {
    const concepts = ['a', 'b'].map((name) => ({
      name,
      positives: wideLatents(8, 1, 1),
      negatives: wideLatents(6, 0, 2),
    }));
    const done: number[] = [];
    await conceptSignificance(concepts, {
      samples: 9,
      onProgress: (progress) => done.push(progress.done / progress.total),
    });
    expect(done).toEqual([0.25, 0.5, 0.75, 1]);
    const controller = new AbortController();
    const run = conceptSignificance(concepts, { samples: 1e6, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')));
    await expect(run).rejects.toThrow('enough');
  });
});
