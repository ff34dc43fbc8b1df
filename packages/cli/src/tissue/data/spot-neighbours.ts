import type { Spots } from '@csm/datasets';
import type { Neighbours } from '@csm/evaluate';

/** As many as a spot of Visium's hexagons has. */
const NEIGHBOURS = 6;

/** The six nearest spots of each spot, on any layout. */
export function spotNeighbours({ x, y, pixels }: Spots): Neighbours {
  const [across, down] = [pixels?.x ?? x, pixels?.y ?? y];
  const at = (values: Float64Array, spot: number) => values[spot] ?? Number.NaN;
  return Array.from(across, (_, spot) => {
    // The nearest so far, by increasing distance.
    const near: { other: number; distance: number }[] = [];
    for (let other = 0; other < across.length; other++) {
      if (other === spot) continue;
      const distance = (at(across, other) - at(across, spot)) ** 2 + (at(down, other) - at(down, spot)) ** 2;
      const last = near.at(-1);
      if (near.length === NEIGHBOURS && last && distance >= last.distance) continue;
      const place = near.findIndex((each) => distance < each.distance);
      near.splice(place < 0 ? near.length : place, 0, { other, distance });
      if (near.length > NEIGHBOURS) near.pop();
    }
    return near.map(({ other }) => other);
  });
}
