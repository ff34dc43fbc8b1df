import { invalidFile } from '@csm/base';
import type { Hdf5Dataset, Hdf5File, Hdf5Source } from '@csm/base/hdf5';
import { datasetAt, describe, groupAt } from '../../hdf5/hdf5-values.js';
import { readNumbers, readStrings } from '../../hdf5/read-dataset.js';
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
  const read = async (file: Hdf5File): Promise<FeatureMatrix> => {
    const matrix = await groupAt(where, file, '/matrix');
    await groupAt(where, file, '/matrix/features');
    const barcodeList = await datasetAt(where, file, '/matrix/barcodes');
    const idList = await datasetAt(where, file, '/matrix/features/id');
    const nameList = await datasetAt(where, file, '/matrix/features/name');
    const typeList = await file.at('/matrix/features/feature_type');
    // All lengths are compared before anything is allocated.
    const [idCount, nameCount] = [lengthOf(idList), lengthOf(nameList)];
    const typeCount = typeList?.kind === 'dataset' ? lengthOf(typeList) : idCount;
    if (idCount !== nameCount || idCount !== typeCount) {
      throw invalidFile(
        `${where}: expected as many feature names and types as ids, ${idCount}; got ${nameCount} names and ${typeCount} types.`,
      );
    }
    await checkShape(where, file, [idCount, lengthOf(barcodeList)]);
    const barcodes = await readStrings(where, file, barcodeList);
    const ids = await readStrings(where, file, idList);
    const names = await readStrings(where, file, nameList);
    const types = typeList?.kind === 'dataset' ? await readStrings(where, file, typeList) : [];
    const features = ids.map((id, i) => ({ id, name: names[i] ?? '', type: types[i] ?? '' }));
    checkFeatureNames(where, barcodes, features);
    const entries = await readCompressed(
      {
        where,
        file,
        group: matrix,
        by: 'spot',
        spotCount: barcodes.length,
        geneCount: features.length,
      },
      options,
    );
    const labels = { where, spots: barcodes, genes: names, onWarning };
    return { barcodes, features, counts: canonicalCounts(entries, labels) };
  };
  return source.use(where, read, options.signal);
}

const lengthOf = ({ shape }: Hdf5Dataset) => shape?.[0] ?? 0;

async function checkShape(
  where: string,
  file: Hdf5File,
  [features, barcodes]: readonly [number, number],
): Promise<void> {
  const stored = await datasetAt(where, file, '/matrix/shape');
  const shape = stored.shape?.join() === '2' ? [...(await readNumbers(where, file, stored))] : undefined;
  if (shape?.[0] === features && shape[1] === barcodes) return;
  const got = shape ? `[${shape.join(', ')}]` : describe(stored);
  throw invalidFile(
    `${where}: expected a matrix of shape [${features}, ${barcodes}], for ${features} features and ${barcodes} barcodes; got ${got}.`,
  );
}
