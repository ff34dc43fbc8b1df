import { mean } from '@csm/base';
import type { SpatialCounts } from '@csm/datasets';
import { type SpotMapOptions, spotMap } from '@csm/render';
import { readSpotImage } from '@csm/render/node';

/** The 2016 array's spots are 200 µm apart and 100 µm wide (Ståhl et al., Science 353:78, 2016). */
const PITCH = 200;
const SPOT = 100;

/** Draws maps over the tissue. */
export type DrawOnTissue = (
  options: Pick<SpotMapOptions, 'title' | 'maps' | 'columns' | 'cellSize'>,
) => string;

/** Makes the function that draws maps over the H&E picture, if there is one. The picture is read once. */
export async function tissueMaps({
  counts,
  imageFile,
}: {
  readonly counts: SpatialCounts;
  readonly imageFile?: string;
}): Promise<DrawOnTissue> {
  const { x, y, pixels } = counts.spots;
  const pitch = pixels ? deviation(pixels.x, pixels.y) / deviation(x, y) : 1;
  const picture = pixels && imageFile !== undefined ? await readSpotImage(imageFile) : undefined;
  return (options) =>
    spotMap({
      spots: pixels ?? { x, y },
      diameter: (SPOT / PITCH) * pitch,
      micrometres: PITCH / pitch,
      ...(picture && { image: picture.jpeg, imageScale: picture.scale }),
      ...options,
    });
}

/**
 * The spread of positions. The ratio of two spreads is the scale between two coordinate systems, even if one is
 * rotated.
 */
function deviation(x: Float64Array, y: Float64Array): number {
  const [left, top] = [mean(x), mean(y)];
  return Math.sqrt(mean(x.map((value, i) => (value - left) ** 2 + (y[i]! - top) ** 2)));
}
