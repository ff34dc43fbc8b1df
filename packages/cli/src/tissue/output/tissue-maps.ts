import { mean } from '@csm/base';
import type { SpatialCounts } from '@csm/datasets';
import { renderImage, type SpotMapOptions, spotMap } from '@csm/render';
import { readSpotImage } from '@csm/render/node';
import type { Tissue } from '../data/open-tissue.js';

/** The 2016 array's spots are 200 µm apart and 100 µm wide (Ståhl et al., Science 353:78, 2016). */
const PITCH = 200;
const SPOT = 100;

/** Draws maps over the tissue. */
export type DrawOnTissue = (
  options: Pick<SpotMapOptions, 'title' | 'maps' | 'columns' | 'cellSize'>,
) => string;

/** Makes the function that draws maps over the H&E picture, if there is one. The picture is read once. */
export async function tissueMaps({
  kind,
  counts,
  imageFile,
}: Pick<Tissue, 'kind' | 'counts' | 'imageFile'>): Promise<DrawOnTissue> {
  const layout = kind === 'array-2016' ? await arrayLayout(counts, imageFile) : await slideLayout(counts);
  return (options) => spotMap({ ...layout, ...options });
}

type Layout = Omit<SpotMapOptions, 'title' | 'maps' | 'columns' | 'cellSize'>;

async function arrayLayout({ spots }: SpatialCounts, imageFile: string | undefined): Promise<Layout> {
  const { x, y, pixels } = spots;
  const pitch = pixels ? deviation(pixels.x, pixels.y) / deviation(x, y) : 1;
  const picture = pixels && imageFile !== undefined ? await readSpotImage(imageFile) : undefined;
  return {
    spots: pixels ?? { x, y },
    diameter: (SPOT / PITCH) * pitch,
    micrometres: PITCH / pitch,
    ...(picture && { image: picture.jpeg, imageScale: picture.scale }),
  };
}

/** Visium's diameter in pixels stands for 65 µm (10x Genomics, Space Ranger 1.3, "Imaging Outputs"). */
const VISIUM_SPOT = 65;

async function slideLayout({ spots, images = [] }: SpatialCounts): Promise<Layout> {
  const { x, y, pixels, diameter, layout } = spots;
  // The largest comes first.
  const picture = pixels && images[0];
  return {
    spots: pixels ?? { x, y },
    ...(pixels && diameter !== undefined && { diameter }),
    ...(pixels &&
      diameter !== undefined &&
      layout === 'hexagonal' && { micrometres: VISIUM_SPOT / diameter }),
    ...(picture && {
      image: renderImage(await picture.read(), { range: [0, 255] }),
      imageScale: picture.scale,
    }),
  };
}

/**
 * The spread of positions. The ratio of two spreads is the scale between two coordinate systems, even if one is
 * rotated.
 */
function deviation(x: Float64Array, y: Float64Array): number {
  const [left, top] = [mean(x), mean(y)];
  return Math.sqrt(mean(x.map((value, i) => (value - left) ** 2 + (y[i]! - top) ** 2)));
}
