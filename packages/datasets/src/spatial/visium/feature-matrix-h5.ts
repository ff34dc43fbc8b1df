import { invalidFile } from '@csm/base';
import type { Hdf5Source } from '@csm/base/hdf5';
import { datasetAt, entityAt, groupAt, isDataset, readNumbers, readStrings } from '../../hdf5/hdf5-values.js';
import { canonicalCounts } from '../canonical-counts.js';
import { readCompressed } from '../compressed-matrix.js';
import type { ReadCountsOptions } from '../read-counts-options.js';
import { checkFeatureNames, type FeatureMatrix } from './feature-matrix.js';

/**
 * Reads `filtered_feature_bc_matrix.h5`: the group `matrix` with `barcodes`, `features/{id, name, feature_type}`, and
 * features × barcodes in compressed sparse columns: `data`, `indices`, `indptr`, `shape`. 10x Genomics, "Feature Barcode
 * Matrices (HDF5 Format)".
 *
 * @throws if a part is missing, or if the parts contradict each other.
 */
export async function readFeatureMatrixH5(
  source: Hdf5Source,
  where: string,
  options: ReadCountsOptions,
): Promise<FeatureMatrix> {
  const { onWarning = console.warn } = options;
  return source.use(where, async (root) => {
    const matrix = groupAt(where, root, 'matrix');
    const group = groupAt(where, matrix, 'features');
    const barcodes = readStrings(where, datasetAt(where, matrix, 'barcodes'));
    const ids = readStrings(where, datasetAt(where, group, 'id'));
    const names = readStrings(where, datasetAt(where, group, 'name'));
    const stored = entityAt(group, 'feature_type');
    const types = isDataset(stored) ? readStrings(where, stored) : ids.map(() => '');
    if (ids.length !== names.length || ids.length !== types.length) {
      throw invalidFile(
        `${where}: expected as many feature names and types as ids, ${ids.length}; got ${names.length} names and ${types.length} types.`,
      );
    }
    const features = ids.map((id, i) => ({ id, name: names[i] ?? '', type: types[i] ?? '' }));
    const shape = readNumbers(where, datasetAt(where, matrix, 'shape'));
    if (shape.length !== 2 || shape[0] !== features.length || shape[1] !== barcodes.length) {
      throw invalidFile(
        `${where}: expected a matrix of shape [${features.length}, ${barcodes.length}], for ${features.length} features and ` +
          `${barcodes.length} barcodes; got [${shape.join(', ')}].`,
      );
    }
    checkFeatureNames(where, barcodes, features);
    const entries = await readCompressed(
      { where, group: matrix, by: 'spot', spotCount: barcodes.length, geneCount: features.length },
      options,
    );
    const labels = { where, spots: barcodes, genes: names, onWarning };
    return { barcodes, features, counts: canonicalCounts(entries, labels) };
  });
}
