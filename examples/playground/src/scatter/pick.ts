import { polygonContains } from 'd3-polygon';
import type { View } from './view.js';

/** A corner of a lasso in CSS pixels. */
export type Corner = [x: number, y: number];

/** The row of the point nearest to a CSS pixel, at most `reach` pixels away; the one drawn last if several are equally near. */
export function nearest(
  positions: Float32Array,
  view: View,
  [x, y]: readonly [number, number],
  reach: number,
): number | undefined {
  const [dataX, dataY] = [(x - view.left) / view.scale, (y - view.top) / view.scale];
  let best = (reach / view.scale) ** 2;
  let row: number | undefined;
  for (let at = 0; at < positions.length; at += 2) {
    const squared = (positions[at]! - dataX) ** 2 + (positions[at + 1]! - dataY) ** 2;
    if (squared <= best) {
      best = squared;
      row = at / 2;
    }
  }
  return row;
}

export type Direction = 'left' | 'right' | 'up' | 'down';
const AXES: Record<Direction, readonly [dx: number, dy: number]> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

/**
 * The next point in a direction: among the points in the quarter plane towards it, the one whose distance along the direction plus
 * twice its distance across it is smallest. The same row if there is no such point.
 */
export function towards(positions: Float32Array, row: number, direction: Direction): number {
  const [dx, dy] = AXES[direction];
  const [x, y] = [positions[2 * row]!, positions[2 * row + 1]!];
  let best = Infinity;
  let found = row;
  for (let at = 0; at < positions.length; at += 2) {
    const [px, py] = [positions[at]! - x, positions[at + 1]! - y];
    const along = px * dx + py * dy;
    const across = Math.abs(px * dy - py * dx);
    if (along > 0 && across <= along && along + 2 * across < best) {
      best = along + 2 * across;
      found = at / 2;
    }
  }
  return found;
}

/** The rows of the points inside a polygon (even-odd where it crosses itself), in ascending order. */
export function inside(positions: Float32Array, view: View, corners: readonly Corner[]): Uint32Array {
  const polygon = corners.map(
    ([x, y]): Corner => [(x - view.left) / view.scale, (y - view.top) / view.scale],
  );
  const rows: number[] = [];
  for (let at = 0; at < positions.length; at += 2) {
    if (polygonContains(polygon, [positions[at]!, positions[at + 1]!])) rows.push(at / 2);
  }
  return Uint32Array.from(rows);
}
