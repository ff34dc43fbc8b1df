import type { Corner } from './pick.js';
import type { Size } from './view.js';

/** A lasso that is drawn with the keyboard. */
export interface Pen {
  readonly at: Corner;
  readonly corners: readonly Corner[];
}

/** CSS pixels of one arrow key; with Shift a quarter of it. */
export const STEP = 16;
/** The pen closes the lasso within this distance of the first corner. */
const CLOSE = 12;

const MOVES: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export type PenResult =
  | { readonly kind: 'drawing'; readonly pen: Pen }
  | { readonly kind: 'closed'; readonly corners: readonly Corner[] }
  | { readonly kind: 'left' };

/** What a key does to the pen; undefined if the pen does not use this key. */
export function penKey(pen: Pen, key: string, fine: boolean, { width, height }: Size): PenResult | undefined {
  const move = MOVES[key];
  if (move) {
    const step = fine ? STEP / 4 : STEP;
    const at: Corner = [
      Math.min(width, Math.max(0, pen.at[0] + step * move[0])),
      Math.min(height, Math.max(0, pen.at[1] + step * move[1])),
    ];
    return { kind: 'drawing', pen: { ...pen, at } };
  }
  if (key === 'Escape') return { kind: 'left' };
  if (key === 'Backspace') return { kind: 'drawing', pen: { ...pen, corners: pen.corners.slice(0, -1) } };
  if (key !== 'Enter' && key !== ' ') return undefined;
  if (closes(pen)) return { kind: 'closed', corners: pen.corners };
  return { kind: 'drawing', pen: { ...pen, corners: [...pen.corners, pen.at] } };
}

/** Whether the next corner closes the lasso: there are three, and the pen is back at the first. */
export function closes({ at, corners }: Pen): boolean {
  const first = corners[0];
  return corners.length >= 3 && Math.hypot(at[0] - first![0], at[1] - first![1]) <= CLOSE;
}
