/** The most pixels of a segment to which a small part is joined, as a multiple of the least number: twice the mean area. */
const MOST_SIZES = 8;

/**
 * Makes segments connected: each connected part becomes a segment, and parts of fewer than `least` pixels are joined to the
 * neighbour with which they share the longest border, if the two have no more than `8 · least` pixels; otherwise to the one with the
 * longest border of all. Without this limit, large segments would swallow the parts of a noisy picture. Pixels are neighbours above,
 * below, left and right.
 * @returns labels from 0, in the order in which they first occur, row by row.
 */
export function connectedSegments(
  segments: Int32Array,
  height: number,
  width: number,
  least: number,
): Int32Array {
  const { parts, sizes } = connectedParts(segments, height, width);
  const borders = bordersOf(parts, sizes.length, height, width);
  /** The part that each part was joined to. */
  const joinedTo = sizes.map((_, part) => part);
  const rootOf = (part: number): number => {
    let root = part;
    while (joinedTo[root] !== root) root = joinedTo[root]!;
    return root;
  };
  for (const part of sizes.keys()) {
    // A part that others were joined to, or that was joined to a small one, may have grown or still be small.
    for (let root = rootOf(part); sizes[root]! < least && borders[root]!.size > 0; root = rootOf(root)) {
      const room = MOST_SIZES * least - sizes[root]!;
      const neighbour =
        longestBorder(borders[root]!, (other) => sizes[other]! <= room) ??
        longestBorder(borders[root]!) ??
        root;
      joinedTo[root] = neighbour;
      sizes[neighbour]! += sizes[root]!;
      moveBorders(borders, root, neighbour);
    }
  }
  const labels = new Map<number, number>();
  return parts.map((part) => {
    const root = rootOf(part);
    const label = labels.get(root) ?? labels.size;
    labels.set(root, label);
    return label;
  });
}

/** The lengths of the borders of a part with its neighbours. */
type Borders = Map<number, number>;

/** Numbers the connected parts of segments in the order in which they first occur. */
function connectedParts(
  segments: Int32Array,
  height: number,
  width: number,
): { parts: Int32Array; sizes: number[] } {
  const parts = new Int32Array(height * width).fill(-1);
  const sizes: number[] = [];
  for (let start = 0; start < parts.length; start++) {
    if (parts[start] !== -1) continue;
    const part = sizes.length;
    const waiting = [start];
    parts[start] = part;
    let size = 0;
    for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
      size += 1;
      for (const other of neighboursOf(pixel, height, width)) {
        if (parts[other] !== -1 || segments[other] !== segments[start]) continue;
        parts[other] = part;
        waiting.push(other);
      }
    }
    sizes.push(size);
  }
  return { parts, sizes };
}

function neighboursOf(pixel: number, height: number, width: number): number[] {
  const [y, x] = [Math.floor(pixel / width), pixel % width];
  const found: number[] = [];
  if (y > 0) found.push(pixel - width);
  if (x > 0) found.push(pixel - 1);
  if (x < width - 1) found.push(pixel + 1);
  if (y < height - 1) found.push(pixel + width);
  return found;
}

function bordersOf(parts: Int32Array, count: number, height: number, width: number): Borders[] {
  const borders: Borders[] = Array.from({ length: count }, () => new Map());
  for (const [pixel, part] of parts.entries()) {
    for (const other of neighboursOf(pixel, height, width)) {
      const neighbour = parts[other]!;
      if (neighbour !== part) lengthen(borders[part]!, neighbour, 1);
    }
  }
  return borders;
}

function lengthen(borders: Borders, neighbour: number, by: number): void {
  borders.set(neighbour, (borders.get(neighbour) ?? 0) + by);
}

/** The neighbour with the longest border of those that fit; the first part of equal ones. */
function longestBorder(borders: Borders, fits = (_: number): boolean => true): number | undefined {
  let found: number | undefined;
  let most = 0;
  for (const [neighbour, length] of borders) {
    const isLonger = length > most || (length === most && neighbour < (found ?? neighbour));
    if (isLonger && fits(neighbour)) [found, most] = [neighbour, length];
  }
  return found;
}

/** Gives the borders of a part to the one that it is joined to. */
function moveBorders(borders: readonly Borders[], from: number, to: number): void {
  for (const [neighbour, length] of borders[from]!) {
    borders[neighbour]!.delete(from);
    if (neighbour === to) continue;
    lengthen(borders[neighbour]!, to, length);
    lengthen(borders[to]!, neighbour, length);
  }
  borders[from]!.clear();
}
