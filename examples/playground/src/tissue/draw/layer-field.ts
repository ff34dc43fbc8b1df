import { bulbLayers, type SyntheticBulb } from '@csm/datasets';

/** Pixels between neighbouring spots. */
export const STEP = 16;

/** The tissue at every pixel. */
export interface TissueField {
  readonly width: number;
  readonly height: number;
  /** From 0 in the granule cell layer to 3 in the olfactory nerve layer, smooth between them. */
  readonly depth: Float32Array;
  /** From 0 on glass to 1 in the tissue. */
  readonly cover: Float32Array;
}

/** Spots that are this far away count little. */
const WIDTH_OF_WEIGHT = 0.75;

/** Smooths the layers of the spots over the picture. */
export function layerField(
  { x, y, labels }: SyntheticBulb['spots'],
  width: number,
  height: number,
): TissueField {
  const cells = new Map(labels.map((_, spot) => [cellKey(Math.round(x[spot]!), Math.round(y[spot]!)), spot]));
  const layers = labels.map((label) => (bulbLayers as readonly (string | null)[]).indexOf(label));
  const depth = new Float32Array(width * height);
  const cover = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [atX, atY] = [column / STEP, row / STEP];
      let [weights, sum] = [0, 0];
      for (let dy = -2; dy <= 2; dy++) {
        for (let dx = -2; dx <= 2; dx++) {
          const spot = cells.get(cellKey(Math.round(atX) + dx, Math.round(atY) + dy));
          if (spot === undefined) continue;
          const distance = (x[spot]! - atX) ** 2 + (y[spot]! - atY) ** 2;
          const weight = Math.exp(-distance / (2 * WIDTH_OF_WEIGHT ** 2));
          weights += weight;
          sum += weight * layers[spot]!;
        }
      }
      const at = row * width + column;
      depth[at] = weights > 0 ? sum / weights : 3;
      // Inside the tissue the weights sum to 2π · 0.75², at its border to half of that.
      cover[at] = Math.max(0, Math.min(1, (weights / (2 * Math.PI * WIDTH_OF_WEIGHT ** 2) - 0.3) / 0.06));
    }
  }
  return { width, height, depth, cover };
}

const cellKey = (x: number, y: number) => 64 * y + x;
