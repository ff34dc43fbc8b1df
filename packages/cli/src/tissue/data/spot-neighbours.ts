import { largest, smallest } from '@csm/base';
import type { Spots } from '@csm/datasets';
import type { Neighbours } from '@csm/evaluate';

/** As many as a spot of Visium's hexagons has. */
const NEIGHBOURS = 6;
/** Mean number of spots in a square of the search. */
const PER_SQUARE = 2;

/**
 * The six nearest spots of each spot, on any layout, by increasing distance; of two at the same distance, the first one. Spots are sorted into
 * squares, and squares are searched in rings around the spot, so that the time is proportional to the number of spots.
 */
export function spotNeighbours({ x, y, pixels }: Spots): Neighbours {
  const [across, down] = [pixels?.x ?? x, pixels?.y ?? y];
  const [left, right] = [smallest(across), largest(across)];
  const [top, bottom] = [smallest(down), largest(down)];
  const area = Math.max(right - left, 1e-9) * Math.max(bottom - top, 1e-9);
  const longest = Math.max(right - left, bottom - top, 1e-9);
  // A row of spots has hardly any area.
  const side = Math.max(Math.sqrt((area * PER_SQUARE) / across.length), longest / across.length);
  const squareOf = (value: number, from: number) => Math.floor((value - from) / side);
  const rings = squareOf(right, left) + squareOf(bottom, top) + 1;
  const squares = new Map<string, number[]>();
  for (let spot = 0; spot < across.length; spot++) {
    const key = `${squareOf(across[spot] ?? 0, left)},${squareOf(down[spot] ?? 0, top)}`;
    const there = squares.get(key);
    if (there) there.push(spot);
    else squares.set(key, [spot]);
  }
  return Array.from(across, (_, spot) => {
    const [ownX, ownY] = [across[spot] ?? 0, down[spot] ?? 0];
    const [column, row] = [squareOf(ownX, left), squareOf(ownY, top)];
    const found: { other: number; distance: number }[] = [];
    for (let ring = 0; ring <= rings; ring++) {
      for (const [right, below] of squaresOfRing(ring)) {
        for (const other of squares.get(`${column + right},${row + below}`) ?? []) {
          if (other === spot) continue;
          const distance = ((across[other] ?? 0) - ownX) ** 2 + ((down[other] ?? 0) - ownY) ** 2;
          found.push({ other, distance });
        }
      }
      found.sort((a, b) => a.distance - b.distance || a.other - b.other);
      // Spots outside the ring are at least this far away.
      const last = found[NEIGHBOURS - 1];
      if (last && last.distance < (ring * side) ** 2) break;
    }
    return found.slice(0, NEIGHBOURS).map(({ other }) => other);
  });
}

/** The squares at a distance of `ring` squares. */
function squaresOfRing(ring: number): (readonly [right: number, below: number])[] {
  if (ring === 0) return [[0, 0]];
  const side = Array.from({ length: 2 * ring }, (_, i) => i - ring);
  return side.flatMap((i) => [
    [i, -ring] as const,
    [ring, i] as const,
    [-i, ring] as const,
    [-ring, -i] as const,
  ]);
}
