import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const guide = readFileSync(new URL('../../../docs/guide/tissue.md', import.meta.url), 'utf8');

describe('the guide for tissue', () => {
  it('gives a scale by which the spots of a Visium slide are 100 µm apart', () => {
    // 10x' adult mouse brain: spot_diameter_fullres, and the distance of the centres of neighbouring spots, in pixels.
    const [diameter, pitch] = [89.44, 137.5];
    const scales = [...guide.matchAll(/micrometres: (\d+) \/ diameter/g)].map(([, length]) => Number(length));
    expect(scales).not.toEqual([]);
    for (const length of scales) expect((length / diameter) * pitch).toBeCloseTo(100, 0);
  });
});
