import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkerboard, page } from '../../test/pictures.js';
import { encodePng } from '../pictures/png.js';
import { rasterize } from '../svg/rasterize.js';
import { writePng, writeSvg } from './write-picture.js';

describe('writePng and writeSvg', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'csm-render-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('writes pictures, PNG bytes and SVG in new folders, and leaves no temporary file', async () => {
    const deep = join(folder, 'a', 'b');
    await writePng(join(deep, 'one.png'), checkerboard);
    await writePng(join(deep, 'two.png'), encodePng(checkerboard));
    await writeSvg(join(deep, 'page.svg'), page(''));
    expect((await readdir(deep)).sort()).toEqual(['one.png', 'page.svg', 'two.png']);
    expect(await readFile(join(deep, 'one.png'))).toEqual(await readFile(join(deep, 'two.png')));
    expect([...decode(await readFile(join(deep, 'one.png'))).data]).toEqual([...checkerboard.data]);
    expect(await readFile(join(deep, 'page.svg'), 'utf8')).toBe(page(''));
  });

  test('invalid values are not written, and a failed write leaves no file', async () => {
    const path = join(folder, 'bad.png');
    await expect(writePng(path, new Uint8Array([1, 2, 3]))).rejects.toThrow(
      /^writePng: expected the bytes of a PNG for .*; the 3 bytes are not a PNG; pass a picture, or encode it\.$/,
    );
    await expect(writeSvg(path, 'hello')).rejects.toThrow(
      /^writeSvg: expected the text of an SVG document for .*; got a string without an <svg> element\.$/,
    );
    for (const [value, message] of [
      [
        rasterize(page('')),
        /^writePng: the picture for .*bad\.png must be a picture .*; got a Promise \(is an await missing\?\)\.$/,
      ],
      [page(''), /; got a string; pass SVG to writeSvg, or pass await rasterize\(svg\)\.$/],
      [undefined, /^writePng: .*; got undefined\.$/],
      [null, /^writePng: .*; got null\.$/],
      [
        { ...checkerboard, width: 5 },
        /^writePng: the picture for .*bad\.png of 5×4 pixels must have 80 bytes \(RGBA\); got 64\.$/,
      ],
    ] as [never, RegExp][]) {
      await expect(writePng(path, value)).rejects.toThrow(message);
    }
    await expect(writeSvg(path, Promise.resolve(page('')) as never)).rejects.toThrow(
      /^writeSvg: expected the text of an SVG document for .*bad\.png; got a Promise \(is an await missing\?\)\.$/,
    );
    await expect(writePng(checkerboard as never, path as never)).rejects.toThrow(
      /^writePng: expected the path of a file first, such as 'out\/map\.png'; got an object of type Object\.$/,
    );
    await expect(writeSvg(undefined as never, page(''))).rejects.toThrow(
      /^writeSvg: expected the path .*; got undefined\.$/,
    );
    await writePng(join(folder, 'taken', 'inside.png'), checkerboard);
    await expect(writePng(join(folder, 'taken'), checkerboard)).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => name !== 'a')).toEqual(['taken']);
  });
});
