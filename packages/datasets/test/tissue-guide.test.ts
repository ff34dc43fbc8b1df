import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { geneRasters } from '../src/index.js';
import { visiumSlide } from './visium-slide.js';

const guide = readFileSync(new URL('../../../docs/guide/tissue.md', import.meta.url), 'utf8');

describe('the guide for tissue', () => {
  it('gives a scale by which the spots of a Visium slide are 100 µm apart', () => {
    // 10x' adult mouse brain: spot_diameter_fullres, and the distance of the centres of neighbouring spots, in pixels.
    const [diameter, pitch] = [89.44, 137.5];
    const scales = [...guide.matchAll(/micrometres: (\d+) \/ diameter/g)].map(([, length]) => Number(length));
    expect(scales).not.toEqual([]);
    for (const length of scales) expect((length / diameter) * pitch).toBeCloseTo(100, 0);
  });

  it('gives sizes at which each spot of a Visium slide has its own cell', () => {
    const collisions = (options: object) =>
      geneRasters(visiumSlide({ degrees: 0 }), { ...options, onWarning: () => {} }).collisions;
    const fitted = [...guide.matchAll(/(\d+) × \1 cells,\s+or\s+(\d+) × \2\s+if/g)].flatMap(([, ...sizes]) =>
      sizes.map(Number),
    );
    expect(fitted).toEqual([80, 88]);
    for (const size of fitted) expect(collisions({ grid: 'fit', size })).toEqual([]);
    const onArray = [...guide.matchAll(/`\{ size: (\d+) \}`\s+without\s+`grid`/g)].map(([, size]) =>
      Number(size),
    );
    expect(onArray).not.toEqual([]);
    for (const size of onArray) expect(collisions({ size })).toEqual([]);
    // Any other size in the guide would have to be checked here too.
    expect(guide).not.toMatch(/geneRasters\([^)]*size: /);
  });
});
