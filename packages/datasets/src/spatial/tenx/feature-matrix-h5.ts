import { invalidFile, validNames } from '@csm/base';
import type { Hdf5Dataset, Hdf5File, Hdf5Group, Hdf5Source } from '@csm/base/hdf5';
import { checkHdf5Format } from '../../hdf5/foreign-format.js';
import { datasetAt, describe, groupAt, keysAt, pathIn } from '../../hdf5/hdf5-values.js';
import { readNumbers, readStrings } from '../../hdf5/read-dataset.js';
import { canonicalCounts } from '../canonical-counts.js';
import { readCompressed } from '../compressed-matrix.js';
import type { ReadCountsOptions } from '../read-counts-options.js';
import { checkFeatureNames, type FeatureMatrix } from './feature-matrix.js';

/** Options of {@link readFeatureMatrixH5}. */
export interface FeatureMatrixH5Options extends ReadCountsOptions {
  /** The genome whose matrix is read. Required if Cell Ranger 2 wrote several. */
  readonly genome?: string | undefined;
}

/** The parts of a matrix that versions 2 and 3 name differently. */
interface Parts {
  readonly group: Hdf5Group;
  readonly ids: Hdf5Dataset;
  readonly names: Hdf5Dataset;
  /** Version 2 has genes only. */
  readonly types?: Hdf5Dataset | undefined;
  readonly genomes?: Hdf5Dataset | undefined;
  /** The genome of all features of version 2. */
  readonly genome?: string | undefined;
}

/**
 * Reads `filtered_feature_bc_matrix.h5`: features × barcodes in compressed sparse columns: `data`, `indices`, `indptr`, `shape`. From Cell
 * Ranger 3 on, the group `matrix` has them, with `barcodes` and `features/{id, name, feature_type}`; before, one group per genome, with
 * `barcodes`, `genes` and `gene_names`. 10x Genomics, "Feature Barcode Matrices (HDF5 Format)" and, for Cell Ranger 2.1, "Gene-Barcode
 * Matrices".
 *
 * @throws if a part is missing, or if the parts contradict each other; if the file is of another format; and if it has several genomes and
 * none is chosen.
 */
export async function readFeatureMatrixH5(
  source: Hdf5Source,
  where: string,
  options: FeatureMatrixH5Options,
): Promise<FeatureMatrix> {
  const { onWarning = console.warn } = options;
  const read = async (file: Hdf5File): Promise<FeatureMatrix> => {
    await checkHdf5Format(where, file, '10x');
    const genomes = await genomesIn(file);
    const parts =
      genomes.length === 0
        ? await partsOf3(where, file)
        : await partsOf2(where, file, chosenGenome(where, genomes, options.genome));
    const { group, ids: idList, names: nameList, types: typeList, genomes: genomeList } = parts;
    const barcodeList = await datasetAt(where, file, pathIn(group, 'barcodes'));
    // All lengths are compared before anything is allocated.
    const [idCount, nameCount] = [lengthOf(idList), lengthOf(nameList)];
    const typeCount = typeList ? lengthOf(typeList) : idCount;
    if (idCount !== nameCount || idCount !== typeCount) {
      throw invalidFile(
        `${where}: expected as many feature names and types as ids, ${idCount}; got ${nameCount} names and ${typeCount} types.`,
      );
    }
    await checkShape(where, file, group, [idCount, lengthOf(barcodeList)]);
    const barcodes = await readStrings(where, file, barcodeList);
    const ids = await readStrings(where, file, idList);
    const names = await readStrings(where, file, nameList);
    const types = typeList ? await readStrings(where, file, typeList) : [];
    const listed = genomeList && options.genome ? await readStrings(where, file, genomeList) : [];
    const features = ids.map((id, i) => {
      const genome = listed[i] ?? parts.genome;
      return { id, name: names[i] ?? '', type: types[i] ?? '', ...(genome !== undefined && { genome }) };
    });
    checkFeatureNames(where, barcodes, features);
    const size = { spotCount: barcodes.length, geneCount: features.length };
    const entries = await readCompressed({ where, file, group, by: 'spot', ...size }, options);
    const labels = { where, spots: barcodes, genes: names, onWarning };
    return { barcodes, features, counts: canonicalCounts(entries, labels) };
  };
  return source.use(where, read, options.signal);
}

async function partsOf3(where: string, file: Hdf5File): Promise<Parts> {
  const group = await groupAt(where, file, '/matrix');
  await groupAt(where, file, '/matrix/features');
  const types = await file.at('/matrix/features/feature_type');
  const genomes = await file.at('/matrix/features/genome');
  return {
    group,
    ids: await datasetAt(where, file, '/matrix/features/id'),
    names: await datasetAt(where, file, '/matrix/features/name'),
    ...(types?.kind === 'dataset' && { types }),
    ...(genomes?.kind === 'dataset' && { genomes }),
  };
}

async function partsOf2(where: string, file: Hdf5File, genome: string): Promise<Parts> {
  return {
    group: await groupAt(where, file, `/${genome}`),
    ids: await datasetAt(where, file, `/${genome}/genes`),
    names: await datasetAt(where, file, `/${genome}/gene_names`),
    genome,
  };
}

/** The genomes of a file of Cell Ranger 2; none in a newer file. */
async function genomesIn(file: Hdf5File): Promise<string[]> {
  const names = await keysAt(file, '/');
  if (names.includes('matrix')) return [];
  const genomes: string[] = [];
  for (const name of names) {
    const keys = await keysAt(file, `/${name}`);
    if (keys.includes('genes') && keys.includes('barcodes')) genomes.push(name);
  }
  return genomes;
}

function chosenGenome(where: string, genomes: readonly string[], wanted: string | undefined): string {
  const [first = ''] = genomes;
  if (wanted === undefined) {
    if (genomes.length === 1) return first;
    throw invalidFile(
      `${where}: expected the matrix of one genome; the file has ${genomes.join(', ')}; pass { genome: '${first}' }.`,
    );
  }
  if (genomes.includes(wanted)) return wanted;
  throw invalidFile(
    `${where}: expected a matrix of genome "${wanted}"; ${validNames('genomes', wanted, genomes)}.`,
  );
}

const lengthOf = ({ shape }: Hdf5Dataset) => shape?.[0] ?? 0;

async function checkShape(
  where: string,
  file: Hdf5File,
  group: Hdf5Group,
  [features, barcodes]: readonly [number, number],
): Promise<void> {
  const stored = await datasetAt(where, file, pathIn(group, 'shape'));
  const shape = stored.shape?.join() === '2' ? [...(await readNumbers(where, file, stored))] : undefined;
  if (shape?.[0] === features && shape[1] === barcodes) return;
  const got = shape ? `[${shape.join(', ')}]` : describe(stored);
  throw invalidFile(
    `${where}: expected a matrix of shape [${features}, ${barcodes}], for ${features} features and ${barcodes} barcodes; got ${got}.`,
  );
}
