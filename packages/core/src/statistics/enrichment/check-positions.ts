import { invalidArgument, typeName } from '@csm/base';
import type { FeaturePositions } from './spatial-modes.js';

/**
 * The positions of some features.
 * @throws unless every feature has a position, those of the given features are finite, and not all are equal.
 */
export function checkPositions(
  caller: string,
  positions: FeaturePositions | undefined,
  count: number,
  features: readonly number[],
): FeaturePositions {
  if (positions === undefined) {
    throw invalidArgument(
      `${caller}: the spatial null needs positions, such as the spots of the tissue; pass them, or null: "rankSum".`,
    );
  }
  const { x, y } = positions;
  if (x?.length !== count || y?.length !== count) {
    const came = x && y ? `${x.length} x and ${y.length} y` : typeName(positions);
    throw invalidArgument(
      `${caller}: positions must have ${count} x and ${count} y, one per feature; got ${came}.`,
    );
  }
  const bad = features.find((feature) => !Number.isFinite(x[feature]) || !Number.isFinite(y[feature]));
  if (bad !== undefined) {
    throw invalidArgument(
      `${caller}: positions must be finite; that of feature ${bad} is (${x[bad]}, ${y[bad]}); ignore it with null in inside.`,
    );
  }
  const [first = 0] = features;
  if (features.every((feature) => x[feature] === x[first] && y[feature] === y[first])) {
    throw invalidArgument(`${caller}: positions must differ; all are (${x[first]}, ${y[first]}).`);
  }
  const at = (list: ArrayLike<number>) => Float64Array.from(features, (feature) => list[feature] ?? 0);
  return { x: at(x), y: at(y) };
}
