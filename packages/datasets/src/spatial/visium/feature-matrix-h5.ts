import { warnOnConsole } from '../../checks/warn.js';
import { readCompressed } from '../../hdf5/compressed-matrix.js';
import type { Hdf5Source } from '../../hdf5/hdf5-file.js';
import {
  entityAt,
  isDataset,
  readNumbers,
  readTexts,
  requireDataset,
  requireGroup,
} from '../../hdf5/hdf5-values.js';
import { finishCounts } from '../sort-counts.js';
import type { ReadCountsOptions } from '../spatial-counts.js';
import { checkNames, type FeatureMatrix } from './feature-matrix.js';

/**
 * Reads `filtered_feature_bc_matrix.h5`: the group `matrix` holds `barcodes`, `features/{id, name, feature_type}`, and
 * features × barcodes in compressed sparse columns: `data`, `indices`, `indptr`, `shape`. 10x Genomics, "Feature Barcode
 * Matrices (HDF5 Format)". Throws on a file that is no such, and on parts that contradict each other.
 */
export async function readFeatureMatrixH5(
  source: Hdf5Source,
  where: string,
  options: ReadCountsOptions,
): Promise<FeatureMatrix> {
  const { onWarning = warnOnConsole } = options;
  return source.use(where, async (root) => {
    const matrix = requireGroup(where, root, 'matrix');
    const group = requireGroup(where, matrix, 'features');
    const barcodes = readTexts(where, requireDataset(where, matrix, 'barcodes'));
    const [ids, names] = ['id', 'name'].map((name) => readTexts(where, requireDataset(where, group, name)));
    const types = entityAt(group, 'feature_type');
    const featureTypes = isDataset(types) ? readTexts(where, types) : ids!.map(() => '');
    if (ids!.length !== names!.length || ids!.length !== featureTypes.length) {
      throw new Error(
        `${where}: ${ids!.length} feature ids, ${names!.length} names and ${featureTypes.length} types; expected as many`,
      );
    }
    const features = ids!.map((id, i) => ({ id, name: names![i]!, type: featureTypes[i]! }));
    const shape = readNumbers(where, requireDataset(where, matrix, 'shape'));
    if (shape.length !== 2 || shape[0] !== features.length || shape[1] !== barcodes.length) {
      throw new Error(
        `${where}: the matrix is of shape [${shape.join(', ')}]; expected [${features.length}, ${barcodes.length}], ` +
          `for ${features.length} features and ${barcodes.length} barcodes`,
      );
    }
    checkNames(where, barcodes, features);
    const raw = await readCompressed(
      { where, group: matrix, by: 'spot', spotCount: barcodes.length, geneCount: features.length },
      options,
    );
    const genes = features.map(({ name }) => name);
    return { barcodes, features, counts: finishCounts(raw, { where, spots: barcodes, genes, onWarning }) };
  });
}
