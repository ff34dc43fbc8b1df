import type { Shape } from './scene.js';

/** Half the width of a cross' arms, and how far shapes reach so that they look as large as a disc, per radius. */
const ARM = 0.42;
const REACH: Record<Shape, number> = { disc: 1, diamond: 1.3, cross: 1.2, triangle: 1.35, square: 0.95 };

/** Pictures are kept from frame to frame: the 66 of a scale take 6 ms. */
const kept = new Map<string, OffscreenCanvas>();
const MOST_KEPT = 1000;

/** The picture of a point, which is drawn once and copied to each place. */
export function sprite(...look: Parameters<typeof drawn>): OffscreenCanvas {
  const key = look.join();
  let picture = kept.get(key);
  if (picture === undefined) {
    if (kept.size >= MOST_KEPT) kept.clear();
    picture = drawn(...look);
    kept.set(key, picture);
  }
  return picture;
}

function drawn(
  shape: Shape,
  fill: string,
  outline: string,
  radius: number,
  lineWidth: number,
): OffscreenCanvas {
  const reach = radius * REACH[shape];
  const half = Math.ceil(reach + lineWidth + 1);
  const canvas = new OffscreenCanvas(2 * half, 2 * half);
  const context = canvas.getContext('2d')!;
  context.translate(half, half);
  context.fillStyle = fill;
  context.strokeStyle = outline;
  context.lineWidth = lineWidth;
  context.lineJoin = 'round';
  context.beginPath();
  if (shape === 'disc') context.arc(0, 0, reach, 0, 2 * Math.PI);
  else {
    for (const [x, y] of corners[shape]) context.lineTo(reach * x, reach * y);
    context.closePath();
  }
  context.fill();
  context.stroke();
  return canvas;
}

const corners: Record<Exclude<Shape, 'disc'>, readonly (readonly [number, number])[]> = {
  diamond: [
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ],
  cross: [
    [-ARM, -1],
    [ARM, -1],
    [ARM, -ARM],
    [1, -ARM],
    [1, ARM],
    [ARM, ARM],
    [ARM, 1],
    [-ARM, 1],
    [-ARM, ARM],
    [-1, ARM],
    [-1, -ARM],
    [-ARM, -ARM],
  ],
  triangle: [
    [0, -1],
    [0.87, 0.6],
    [-0.87, 0.6],
  ],
  square: [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ],
};
