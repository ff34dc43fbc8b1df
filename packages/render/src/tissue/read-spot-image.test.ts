import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readSpotImage } from './read-spot-image.js';

describe('readSpotImage', () => {
  it('reads a picture at a reduced size and gives the scale', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'csm-spot-image-'));
    const file = join(folder, 'he.jpg');
    const half = { create: { width: 400, height: 1200, channels: 3 as const, background: '#c04080' } };
    await sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#ffffff' } })
      .composite([{ input: await sharp(half).png().toBuffer(), left: 0, top: 0 }])
      .jpeg()
      .toFile(file);
    const { image, jpeg, scale, fullSize } = await readSpotImage(file, { longestSide: 160 });
    expect([image.width, image.height, scale, fullSize]).toEqual([160, 120, 0.1, [1600, 1200]]);
    expect(image.data[4 * (60 * 160 + 10)]).toBeCloseTo(0xc0, -1);
    expect(image.data[4 * (60 * 160 + 150)]).toBe(255);
    const decoded = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
    expect([decoded.info.width, decoded.info.height, decoded.info.channels]).toEqual([160, 120, 3]);
    const worst = decoded.data.reduce(
      (most, byte, i) => Math.max(most, Math.abs(byte - image.data[4 * Math.floor(i / 3) + (i % 3)]!)),
      0,
    );
    expect(worst).toBeLessThan(16);
    await writeFile(join(folder, 'page.jpg'), '<!doctype html><html></html>');
    await expect(readSpotImage(join(folder, 'page.jpg'))).rejects.toThrow(
      /^readSpotImage: expected a picture; .*page\.jpg cannot be read \(.*\)\.$/,
    );
    await expect(readSpotImage(join(folder, 'none.jpg'))).rejects.toThrow(/none\.jpg/);
    await expect(readSpotImage(file, { longestSide: 0 })).rejects.toThrow(
      'readSpotImage: longestSide must be a whole number from 16 to 16384; got 0.',
    );
  });

  it('reads 92 megapixels within 200 MB', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'csm-spot-image-'));
    const file = join(folder, 'he.jpg');
    // The picture of replicate 1 has 92,080,232 pixels; this one has 9,280 × 9,930.
    await sharp({
      create: { width: 9280, height: 9930, channels: 3, background: '#e0c0d8' },
      limitInputPixels: false,
    })
      .jpeg()
      .toFile(file);
    const child = new URL('../../test/spot-image-memory.ts', import.meta.url).pathname;
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', child, file]);
    const { width, growth } = JSON.parse(stdout);
    expect(width).toBe(1869);
    // The whole picture takes 276 MB.
    expect(growth).toBeLessThan(200e6);
  });

  it('reads a file again that was replaced', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'csm-spot-image-'));
    const path = join(folder, 'replaced.png');
    const blank = (width: number) =>
      sharp({ create: { width, height: 20, channels: 3, background: '#123456' } });
    for (const width of [40, 60]) {
      await writeFile(path, await blank(width).png({ progressive: true }).toBuffer());
      expect((await readSpotImage(path, { longestSide: 16 })).fullSize).toEqual([width, 20]);
    }
  });
});
