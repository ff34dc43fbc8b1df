import { dot, mean, subtractProjections } from '@csm/base';
import { symmetricEigenvectors } from './symmetric-eigenvectors.js';

/** More places are summarised by this many of them, spread evenly. The rest of a field then counts as noise without neighbours. */
const MOST_PLACES = 200;

/** Modes with a smaller share of the largest eigenvalue are rounding. */
const ROUNDING = 1e-9;

/** Where features lie in the plane, such as the `spots` of a tissue or their `pixels`. */
export interface FeaturePositions {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

type Place = readonly [x: number, y: number];

/**
 * Orthonormal fields over places in the plane, from the smoothest to the roughest, each with mean 0: the eigenvectors of the
 * centred kernel exp(−distance / ℓ), with ℓ an eighth of the diameter. If there are more than 200 places, they are the Nyström extension of
 * the modes of 200 places, each as far as possible from those before it and weighted by the number of places near it.
 *
 * The amplitudes of a smooth random field in these modes are nearly independent, whatever the outline of the tissue. Those in the
 * eigenvectors of the neighbours' matrix, which Moran's I uses, are not, because these vanish at the outline: for half of a
 * tissue and smooth fields the spatial null of `enrichedExamples` then has p ≤ .05 in up to 25 %.
 *
 * Sources: Dray, Legendre & Peres-Neto 2006 (doi 10.1016/j.ecolmodel.2006.02.015) for eigenvectors of a centred matrix of
 * distances; Williams & Seeger 2001 for the extension.
 */
export function spatialModes({ x, y }: FeaturePositions): Float64Array[] {
  const places = Array.from(x, (value, i): Place => [value, y[i] ?? 0]);
  const length = extentOf(places) / 8;
  const { chosen, weights } = spreadPlaces(places, MOST_PLACES);
  const roots = weights.map((weight) => Math.sqrt(weight / places.length));
  // Rows for all places; columns for the chosen ones, whose means over all places are 0.
  const kernel = places.map(([a, b]) =>
    Float64Array.from(chosen, ([c, d]) => Math.exp(-Math.hypot(a - c, b - d) / length)),
  );
  centre(kernel, weights);
  const rowOf = new Map(places.map((place, i) => [place, kernel[i]]));
  const matrix = chosen.map((place, i) =>
    Float64Array.from(roots, (root, j) => root * (roots[i] ?? 0) * (rowOf.get(place)?.[j] ?? 0)),
  );
  const { values, vectors } = symmetricEigenvectors(symmetric(matrix));
  const modes: Float64Array[] = [];
  for (const [k, vector] of vectors.entries()) {
    if ((values[k] ?? 0) <= ROUNDING * (values[0] ?? 0)) break;
    const weighted = vector.map((value, j) => value * (roots[j] ?? 0));
    const mode = orthonormal(
      Float64Array.from(kernel, (row) => dot(row, weighted, row.length)),
      modes,
    );
    if (mode !== undefined) modes.push(mode);
  }
  return modes;
}

/** The diameter of a disc with the same mean squared distance from the centre. */
function extentOf(places: readonly Place[]): number {
  const [x, y] = [0, 1].map((axis) => mean(places.map((place) => place[axis] ?? 0)));
  const squares = Float64Array.from(places, ([a, b]) => (a - (x ?? 0)) ** 2 + (b - (y ?? 0)) ** 2);
  return Math.sqrt(8 * mean(squares));
}

/** At most `count` places, each as far as possible from those before it, and the number of places that are nearest to each. */
function spreadPlaces(places: readonly Place[], count: number): { chosen: Place[]; weights: Float64Array } {
  if (places.length <= count) {
    return { chosen: [...places], weights: new Float64Array(places.length).fill(1) };
  }
  const distances = new Float64Array(places.length).fill(Infinity);
  const nearest = new Int32Array(places.length);
  const chosen: Place[] = [];
  for (let next = 0; chosen.length < count; ) {
    const place = places[next] ?? [0, 0];
    next = 0;
    for (const [i, [x, y]] of places.entries()) {
      const distance = Math.hypot(x - place[0], y - place[1]);
      if (distance < (distances[i] ?? 0)) {
        distances[i] = distance;
        nearest[i] = chosen.length;
      }
      if ((distances[i] ?? 0) > (distances[next] ?? 0)) next = i;
    }
    chosen.push(place);
  }
  const weights = new Float64Array(count);
  for (const k of nearest) weights[k] = (weights[k] ?? 0) + 1;
  return { chosen, weights };
}

/** Subtracts the mean of each column, and then the mean of each row, weighted. */
function centre(kernel: readonly Float64Array[], weights: Float64Array): void {
  for (const j of weights.keys()) {
    const middle = mean(kernel.map((row) => row[j] ?? 0));
    for (const row of kernel) row[j] = (row[j] ?? 0) - middle;
  }
  for (const row of kernel) {
    const middle = dot(row, weights, row.length) / kernel.length;
    for (const [j, value] of row.entries()) row[j] = value - middle;
  }
}

/** The mean of a matrix and its transpose: centring by two kinds of means makes it slightly unsymmetric. */
function symmetric(matrix: readonly Float64Array[]): Float64Array[] {
  return matrix.map((row, i) => row.map((value, j) => (value + (matrix[j]?.[i] ?? 0)) / 2));
}

/** The field with mean 0, orthogonal to the others, of length 1; undefined if nothing is left of it. */
function orthonormal(field: Float64Array, others: readonly Float64Array[]): Float64Array | undefined {
  const middle = mean(field);
  const rest = field.map((value) => value - middle);
  const before = Math.sqrt(dot(rest, rest, rest.length));
  subtractProjections(rest, others);
  const length = Math.sqrt(dot(rest, rest, rest.length));
  return length > 1e-6 * before ? rest.map((value) => value / length) : undefined;
}
