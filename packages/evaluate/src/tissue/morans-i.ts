import { checkList, invalidArgument, isConstant, mean, shown } from '@csm/base';

/** The neighbours of each spot, as indices of spots. */
export type Neighbours = readonly (readonly number[])[];

/**
 * Moran's I: whether neighbours have similar values. I = (n / W) Σᵢⱼ wᵢⱼ zᵢ zⱼ / Σᵢ zᵢ², where z are the values minus their
 * mean, each neighbour of a spot has the weight 1 / (number of its neighbours), and W is the sum of the weights (the defaults
 * of squidpy and esda). I is near −1 / (n − 1) for values without spatial order, and near 1 for smooth ones.
 *
 * Source: Moran 1950 (doi 10.2307/2332142).
 *
 * @param values one value per spot, such as a map; spots with NaN are ignored, and so are their links.
 * @param neighbours the neighbours of each spot, such as `gridNeighbours` of `@csm/datasets` finds.
 * @returns NaN if all values are equal, up to rounding, or if no spot has a neighbour.
 * @throws if the lengths differ, a value is infinite, or a neighbour is not a spot.
 * @category Tissue
 */
export function moransI(values: ArrayLike<number>, neighbours: Neighbours): number {
  checkSpots('moransI', values, 'the values');
  checkNeighbours('moransI', neighbours, values.length);
  return moransIOf(values, neighbours);
}

/** The same as {@link moransI}, without checks. */
export function moransIOf(values: ArrayLike<number>, neighbours: Neighbours): number {
  const valueAt = (spot: number) => values[spot] ?? Number.NaN;
  const known = Array.from(values, (_, spot) => spot).filter((spot) => !Number.isNaN(valueAt(spot)));
  const knownValues = known.map(valueAt);
  if (known.length === 0 || isConstant(knownValues)) return Number.NaN;
  const centre = mean(knownValues);
  let [weights, together, alone] = [0, 0, 0];
  for (const spot of known) {
    const z = valueAt(spot) - centre;
    alone += z * z;
    const near = (neighbours[spot] ?? []).map(valueAt).filter((value) => !Number.isNaN(value));
    if (near.length === 0) continue;
    weights += 1;
    together += z * (mean(near) - centre);
  }
  return weights === 0 ? Number.NaN : (known.length / weights) * (together / alone);
}

/** @throws unless there are values, and none is infinite. */
export function checkSpots(caller: string, values: ArrayLike<number>, what: string): void {
  if (values?.length === undefined || typeof values === 'string') {
    throw invalidArgument(
      `${caller}: ${what} must be a list of numbers, one per spot; got ${shown(values)}.`,
    );
  }
  const bad = Array.from(values).findIndex((value) => !Number.isFinite(value) && !Number.isNaN(value));
  if (bad === -1) return;
  throw invalidArgument(`${caller}: ${what} must be finite or NaN; spot ${bad} has ${shown(values[bad])}.`);
}

/** @throws unless every spot has a list of other spots. */
export function checkNeighbours(caller: string, neighbours: Neighbours, spots: number): void {
  checkList(caller, 'neighbours', neighbours);
  if (neighbours.length !== spots) {
    throw invalidArgument(
      `${caller}: expected the neighbours of each of ${spots} spots; got those of ${neighbours.length}.`,
    );
  }
  for (const [spot, near] of neighbours.entries()) {
    checkList(caller, `the neighbours of spot ${spot}`, near);
    const bad = near.find(
      (other) => !Number.isInteger(other) || other < 0 || other >= spots || other === spot,
    );
    if (bad === undefined) continue;
    throw invalidArgument(
      `${caller}: neighbours must be other spots, from 0 to ${spots - 1}; spot ${spot} has ${shown(bad)}.`,
    );
  }
}
