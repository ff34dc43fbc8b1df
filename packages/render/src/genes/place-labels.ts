import { round } from '../svg/round.js';

/** A rectangle in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A name that is to be written next to its point. */
export interface PointLabel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Distance of a label from its point if nothing is in the way, in pixels. */
const NEAR = 5;
/** The distances that are tried, and the largest of them. */
const STEP = 4;
const FARTHEST = 140;
const ANGLES = Array.from({ length: 16 }, (_, i) => (i * Math.PI) / 8);
/** Half the side of the square around a labelled point that no label covers. */
const MARK = 3.5;
/** Distance of the small boxes of which a line consists, in pixels. */
const DOT = 1.5;
/** Side of the squares in which other points are counted, in pixels. */
const GRAIN = 2;

/**
 * Places labels next to their points, the first labels first: each at the nearest free place in one of 16 directions, where it
 * covers no point, no other label and no line from a label to its point; the line itself crosses no labelled point, label or line.
 * Where points are too dense for that, a label may cover points that have no label.
 *
 * @param points all points, with and without labels.
 * @returns for each label its box, or `undefined` if there is no free place within {@link FARTHEST} pixels.
 */
export function placeLabels(
  labels: readonly PointLabel[],
  points: readonly { readonly x: number; readonly y: number }[],
  area: Box,
): (Box | undefined)[] {
  const marks = labels.map(({ x, y }) => boxAround(x, y, MARK));
  const placed: Box[] = [];
  const lines: Box[] = [];
  const coversPoint = pointFinder(points, area);
  const find = (label: PointLabel, isAllowed: (box: Box) => boolean) => {
    for (let distance = NEAR; distance <= FARTHEST; distance += STEP) {
      for (const angle of ANGLES) {
        const box = boxAt(label, angle, distance);
        const line = lineTo(label, box);
        const isFree =
          isInside(box, area) &&
          isAllowed(box) &&
          ![marks, placed, lines].some((list) => list.some((other) => overlaps(box, other))) &&
          ![marks, placed, lines].some((list) =>
            line.some((dot) => list.some((other) => overlaps(dot, other))),
          );
        if (isFree) return { box, line };
      }
    }
    return undefined;
  };
  return labels.map((label) => {
    const found = find(label, (box) => !coversPoint(box)) ?? find(label, () => true);
    if (!found) return undefined;
    placed.push(found.box);
    for (const part of found.line) lines.push(part);
    return found.box;
  });
}

/** @returns a function that tells whether a box covers a point. */
function pointFinder(points: readonly { x: number; y: number }[], area: Box): (box: Box) => boolean {
  const across = (x: number) => Math.floor((x - area.left) / GRAIN);
  const down = (y: number) => Math.floor((y - area.top) / GRAIN);
  const columns = across(area.right) + 1;
  const taken = new Uint8Array(columns * (down(area.bottom) + 1));
  for (const { x, y } of points) taken[down(y) * columns + across(x)] = 1;
  return ({ left, right, top, bottom }) => {
    for (let row = down(top - GRAIN); row <= down(bottom + GRAIN); row++) {
      const start = row * columns;
      const found = taken.indexOf(1, start + across(left - GRAIN));
      if (row >= 0 && found !== -1 && found <= start + across(right + GRAIN)) return true;
    }
    return false;
  };
}

/** The point of a box that is nearest to its label's point: where the line between them ends. */
export function nearestPoint({ x, y }: { x: number; y: number }, box: Box): { x: number; y: number } {
  return {
    x: round(Math.max(box.left, Math.min(box.right, x))),
    y: round(Math.max(box.top, Math.min(box.bottom, y))),
  };
}

/** The box whose side or corner that faces the point is `distance` away from it. */
function boxAt({ x, y, width, height }: PointLabel, angle: number, distance: number): Box {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const middleX = x + distance * cos + (width / 2) * Math.sign(round(cos)) * Math.min(1, 1.5 * Math.abs(cos));
  const middleY =
    y + distance * sin + (height / 2) * Math.sign(round(sin)) * Math.min(1, 1.5 * Math.abs(sin));
  return {
    left: middleX - width / 2,
    right: middleX + width / 2,
    top: middleY - height / 2,
    bottom: middleY + height / 2,
  };
}

/** The line from a point to its label as small boxes, from where it leaves the mark of its point, which may touch other marks. */
function lineTo(point: PointLabel, box: Box): Box[] {
  const end = nearestPoint(point, box);
  const length = Math.hypot(end.x - point.x, end.y - point.y);
  const count = Math.max(0, Math.floor((length - 2 * MARK) / DOT));
  return Array.from({ length: count }, (_, i) => {
    const share = (2 * MARK + i * DOT) / length;
    return boxAround(point.x + share * (end.x - point.x), point.y + share * (end.y - point.y), 1);
  });
}

const boxAround = (x: number, y: number, half: number): Box => ({
  ...{ left: x - half, right: x + half, top: y - half, bottom: y + half },
});

const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const isInside = (box: Box, area: Box): boolean =>
  box.left >= area.left && box.right <= area.right && box.top >= area.top && box.bottom <= area.bottom;
