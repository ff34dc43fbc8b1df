import type { RgbaImage } from '@csm/render';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, why } from './chromium.js';
import { figure } from './figure.js';
import { type OpenPage, openPage } from './open-page.js';

/** Red, green, blue and alpha of one pixel. */
const pixel = ({ width, data }: RgbaImage, x: number, y: number) =>
  Array.from(data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4));

describe.skipIf(chromiumPath === undefined)(`@csm/render in Chromium${why}`, () => {
  let page: OpenPage<typeof import('./pages/render.js')>;
  beforeAll(async () => {
    page = await openPage('render');
  });
  afterAll(() => page?.close());

  it('draws the same images and SVG as Node', async () => {
    const { map, input, svg } = figure();
    const drawn = await page.call('figure');
    expect(drawn.svg).toBe(svg);
    expect([...drawn.map.data]).toEqual([...map.data]);
    expect([...drawn.input.data]).toEqual([...input.data]);
  });

  it('makes images that a canvas accepts unchanged', async () => {
    const { width, height, data } = await page.call('onCanvas');
    const { map } = figure();
    expect([width, height]).toEqual([map.width, map.height]);
    expect([...data]).toEqual([...map.data]);
  });

  it('makes PNGs that the browser decodes without loss', async () => {
    expect([...(await page.call('asPng')).data]).toEqual([...figure().map.data]);
  });

  it('makes an SVG that an <img> shows with crisp pixels in the right colours', async () => {
    const { input, map } = figure();
    const { shown, pictures, root } = await page.call('asImage');
    expect(root).toBe('svg');
    for (const [i, picture] of [input, map].entries()) {
      const { left, top, width, height } = pictures[i]!;
      for (let y = 0; y < picture.height; y++) {
        for (let x = 0; x < picture.width; x++) {
          const [centreX, centreY] = [
            (x + 0.5) * (width / picture.width),
            (y + 0.5) * (height / picture.height),
          ];
          const found = pixel(shown, left + Math.floor(centreX), top + Math.floor(centreY));
          expect(found, `picture ${i}, ${x}, ${y}`).toEqual(pixel(picture, x, y));
        }
      }
    }
  });

  it('logs no error to the console', () => {
    expect(page.errors).toEqual([]);
  });
});
