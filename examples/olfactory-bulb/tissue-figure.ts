import type { SpatialCounts } from '@csm/datasets';
import { type SpotValues, spotMap } from '@csm/render';
import { rasterize, readSpotImage, writePng, writeSvg } from '@csm/render/node';
import { average } from '../../support/average.js';

/** The 2016 array's spots are 200 µm apart and 100 µm wide (Ståhl et al., Science 353:78, 2016). */
const PITCH = 200;
const SPOT = 100;

/** Draws maps over the H&E picture, if there is one, as `file.svg` and `file.png`. */
export async function drawTissue(
  file: string,
  title: string,
  { counts, imageFile }: { counts: SpatialCounts; imageFile?: string },
  maps: readonly SpotValues[],
  columns: number,
): Promise<void> {
  const { x, y, pixels } = counts.spots;
  const pitch = pixels ? deviation(pixels.x, pixels.y) / deviation(x, y) : 1;
  const picture =
    pixels && imageFile !== undefined ? await readSpotImage(imageFile, { longestSide: 500 }) : undefined;
  const svg = spotMap({
    title,
    spots: pixels ?? { x, y },
    diameter: (SPOT / PITCH) * pitch,
    micrometres: PITCH / pitch,
    maps,
    columns,
    ...(picture && { image: picture.image, imageScale: picture.scale }),
  });
  await writeSvg(`${file}.svg`, svg);
  await writePng(`${file}.png`, await rasterize(svg));
}

/**
 * The spread of positions. The ratio of two spreads is the scale between two coordinate systems, even if one is
 * rotated.
 */
function deviation(x: Float64Array, y: Float64Array): number {
  const [left, top] = [average(x), average(y)];
  return Math.sqrt(average(x.map((value, i) => (value - left) ** 2 + (y[i]! - top) ** 2)));
}
