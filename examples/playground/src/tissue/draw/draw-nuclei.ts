import type { NdArray } from 'ndarray';
import type { TissueField } from './layer-field.js';
import { randomNumbers, smoothNoise } from './noise.js';

/** Places that are tried per pixel. */
const TRIES = 0.09;

/** sRGB of haematoxylin. */
const NUCLEUS = [84, 62, 140] as const;

/** Dense islands of granule cells inside, a thin row of mitral cells, rings around glomeruli, and few nuclei among the fibres outside. */
export async function drawNuclei(picture: NdArray<Uint8Array>, field: TissueField): Promise<void> {
  const { width, height, depth, cover } = field;
  const tries = Math.round(TRIES * width * height);
  const random = await randomNumbers(5 * tries, 5);
  const islands = await smoothNoise(23);
  const glomeruli = await smoothNoise(31);
  for (let i = 0; i < tries; i++) {
    const [x, y, chance, size, dark] = [0, 1, 2, 3, 4].map((k) => random[5 * i + k]!) as Five;
    const [column, row] = [Math.floor(x * width), Math.floor(y * height)];
    const at = row * width + column;
    const density = densityAt(depth[at]!, islands(column / 11, row / 11), glomeruli(column / 17, row / 17));
    if (chance > density * cover[at]!) continue;
    const isMitral = Math.abs(depth[at]! - 1) < 0.2;
    drawDisc(picture, x * width, y * height, (isMitral ? 1.7 : 1.1) + 0.7 * size, 0.5 + 0.35 * dark);
  }
}

type Five = [number, number, number, number, number];

/** The share of tried places that become nuclei. */
function densityAt(depth: number, island: number, glomerulus: number): number {
  if (depth < 0.7) return island > -0.25 ? 0.85 : 0.2;
  if (depth < 1.3) return Math.abs(depth - 1) < 0.2 ? 0.8 : 0.22;
  if (depth < 2.5) return glomerulus > 0.1 ? 0.05 : glomerulus > -0.15 ? 0.75 : 0.25;
  return 0.2;
}

function drawDisc(picture: NdArray<Uint8Array>, x: number, y: number, radius: number, opacity: number): void {
  const [height = 0, width = 0] = picture.shape;
  for (let row = Math.floor(y - radius); row <= y + radius + 1; row++) {
    for (let column = Math.floor(x - radius); column <= x + radius + 1; column++) {
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      const edge = radius + 0.5 - Math.hypot(column + 0.5 - x, row + 0.5 - y);
      const share = opacity * Math.max(0, Math.min(1, edge));
      for (let c = 0; c < 3; c++) {
        const under = picture.get(row, column, c);
        picture.set(row, column, c, under + share * (NUCLEUS[c]! - under));
      }
    }
  }
}
