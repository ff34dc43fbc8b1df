import type { SpatialCounts } from '@csm/datasets';
import { type RgbaImage, renderImage } from '@csm/render';
import { currentSession } from '../../session/session.js';

/** Where the spots are. */
export interface TissueView {
  /** x and y of each spot, one after another: pixels of the picture if there is one, otherwise the array's units. */
  readonly positions: Float32Array;
  readonly picture?: RgbaImage;
}

/** The page does not need larger pictures. */
const MOST_PIXELS = 4e6;

const BYTES = { range: [0, 255], layout: 'channelsLast' } as const;

/** The positions of the spots, with the picture under them if the data have one. */
export async function tissueView(): Promise<TissueView> {
  const { spots, images = [] } = currentTissue();
  const image = images.find(({ width, height }) => width * height <= MOST_PIXELS);
  if (spots.pixels && image) {
    return { positions: pairs(spots.pixels, image.scale), picture: renderImage(await image.read(), BYTES) };
  }
  return { positions: pairs(spots.pixels ?? spots, 1) };
}

/** @throws a sentence for the user if the data have no counts. */
export function currentTissue(): SpatialCounts {
  const { tissue } = currentSession();
  if (tissue === undefined)
    throw new Error('These data have no counts of genes: drop an .h5ad, or start with the drawn tissue.');
  return tissue;
}

function pairs(
  { x, y }: { readonly x: Float64Array; readonly y: Float64Array },
  scale: number,
): Float32Array {
  const positions = new Float32Array(2 * x.length);
  for (const [spot, each] of x.entries()) positions.set([each * scale, y[spot]! * scale], 2 * spot);
  return positions;
}
