import { invalidFile, validNames } from '@csm/base';
import ndarray from 'ndarray';
import { uniqueNames } from '../../tables/unique-names.js';
import type { CellArray } from '../cell-array.js';
import type { FeatureMatrix } from './feature-matrix.js';

/** A dense array may have this many values: 512 MiB. */
const MOST_VALUES = 2 ** 27;

/**
 * The features of some types, such as the antibodies of `'Antibody Capture'`, each as a dense array `[cells, features]`.
 * @throws if there are no features of a type, or so many that the array would need more than 512 MiB.
 */
export function featureArrays(
  { barcodes, features, counts }: FeatureMatrix,
  where: string,
  types: readonly string[],
): Record<string, CellArray> {
  return Object.fromEntries(
    types.map((type) => {
      const rows = [...features.entries()].filter(([, feature]) => feature.type === type);
      const [cells, width] = [barcodes.length, rows.length];
      if (width === 0) {
        const hint = validNames('types', type, [...new Set(features.map((feature) => feature.type))]);
        throw invalidFile(`${where}: expected features of type "${type}"; ${hint}.`);
      }
      if (cells * width > MOST_VALUES) {
        throw invalidFile(
          `${where}: an array may have at most ${MOST_VALUES} values; ${width} features of type "${type}" in ${cells} cells have more; leave it out of arrays.`,
        );
      }
      const values = new Float32Array(cells * width);
      for (const [column, [row]] of rows.entries()) {
        for (let at = counts.indptr[row] ?? 0; at < (counts.indptr[row + 1] ?? 0); at++) {
          values[(counts.spots[at] ?? 0) * width + column] = counts.values[at] ?? 0;
        }
      }
      const { names } = uniqueNames(rows.map(([, { name, id }]) => name || id));
      return [type, { values: ndarray(values, [cells, width]), names }];
    }),
  );
}
