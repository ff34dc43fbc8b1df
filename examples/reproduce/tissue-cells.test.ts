import '@csm/wasm';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { conceptOfExamples, correlatedExamples } from '@csm/core/statistics';
import { geneRasters } from '@csm/datasets';
import { openOlfactoryBulb } from '@csm/datasets/node';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { NEEDS_SHARED, sharedPath } from '../../test/shared-folder.js';
import { countMatrix, pearson, raster } from './test/definitions.js';

const folder = sharedPath('data/mob-rep1');

/** The largest difference of two lists. */
const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0);

beforeAll(() => setBackend('wasm'));

describe.skipIf(!folder)(
  `the tissue notebook on replicate 1${folder ? '' : ` ${NEEDS_SHARED}`}`,
  async () => {
    const bulb = folder ? await openOlfactoryBulb(folder) : undefined;
    const file = folder && `${folder}/Rep1_MOB_count_matrix-1.tsv.gz`;
    const { genes, spots } = countMatrix(file ? gunzipSync(await readFile(file)).toString() : '');

    it('cells 2 and 3: every gene’s picture is the notebook’s, to the last bit of float32', () => {
      const rasters = geneRasters(bulb!.counts);
      expect(rasters.genes).toEqual(genes);
      expect([rasters.collisions, rasters.outside, rasters.allZeroGenes]).toEqual([[], [], []]);
      let different = 0;
      for (const gene of genes.keys()) {
        const picture = Float32Array.from(raster(spots, gene));
        const ours = rasters.images.data.subarray(gene * 1024, (gene + 1) * 1024);
        if (largestDifference(picture, ours) > 0) different++;
      }
      expect(different).toBe(0);
    });

    it('cell 7: the spots’ places on the H&E picture are those of scale and shift', async () => {
      const numbers = (await readFile(`${folder}/Rep1_MOB_transformation.txt`, 'utf8'))
        .trim()
        .split(' ')
        .map(Number);
      const [sx = 0, , , , sy = 0, , tx = 0, ty = 0] = numbers;
      const { x, y, pixels } = bulb!.counts.spots;
      expect(
        largestDifference(
          pixels!.x,
          x.map((value) => value * sx + tx),
        ),
      ).toBe(0);
      expect(
        largestDifference(
          pixels!.y,
          y.map((value) => value * sy + ty),
        ),
      ).toBe(0);
    });
  },
);

describe('the tissue notebook on any latents', () => {
  const [count, size] = [400, 20];
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const rows = Array.from({ length: count }, () => Array.from({ length: size }, random).map(Math.fround));
  const latents = ndarray(Float32Array.from(rows.flat()), [count, size]);

  it('cell 8: r and p of every gene are those of the definition', () => {
    const found = correlatedExamples(latents, 7, { count });
    expect(found).toHaveLength(count);
    for (const { index, r, p } of found) {
      const expected = pearson(rows[7]!, rows[index]!);
      // Float64 sums of 20 terms.
      expect(Math.abs(r - expected.r)).toBeLessThan(1e-14);
      // Simpson's rule of 2,000 steps.
      expect(Math.abs(p - expected.p)).toBeLessThan(1e-11);
    }
  });

  it('cell 8: the concept is the plain mean of the latents of the 50 genes of largest r, the marker first', () => {
    const byR = rows
      .map((row, index) => ({ index, r: pearson(rows[7]!, row).r }))
      .sort((a, b) => b.r - a.r)
      .slice(0, 50);
    const found = correlatedExamples(latents, 7, { count: 50 });
    expect(found.map(({ index }) => index)).toEqual(byR.map(({ index }) => index));
    expect(found[0]?.index).toBe(7);
    const members = byR.map(({ index }) => index);
    const mean = Array.from(
      { length: size },
      (_, k) => members.reduce((sum, gene) => sum + rows[gene]![k]!, 0) / 50,
    );
    const { vector } = conceptOfExamples('marker', latents, members);
    expect(largestDifference(vector, mean.map(Math.fround))).toBe(0);
  });
});
