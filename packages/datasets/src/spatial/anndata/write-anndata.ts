import { resolve } from 'node:path';
import type { File, Group } from 'h5wasm';
import { makeFileAtomically } from '../../files/write-file-atomically.js';
import { attempt } from '../../hdf5/hdf5-file.js';
import { openableHdf5 } from '../../hdf5/hdf5-path.js';
import type { ResultColumns } from '../../tables/result-tables.js';
import { requireCounts, type SpatialCounts } from '../spatial-counts.js';
import { type AnnDataResults, checkResults } from './results.js';
import {
  denseCopy,
  type UnsValue,
  writeFrame,
  writeMapping,
  writeNumbers,
  writeUns,
} from './write-elements.js';

/** Options of {@link writeAnnData}. */
export interface WriteAnnDataOptions extends AnnDataResults {
  /** The new file, `.h5ad`; what is there under that name is replaced at the end. */
  readonly to: string;
  readonly counts: SpatialCounts;
  /** What `uns['spatial']` calls the sample; `'tissue'` by default. */
  readonly library?: string;
}

/**
 * Writes counts from any source as `.h5ad` for scanpy and squidpy, with results as {@link addToAnnData} adds them: `X` as
 * a CSC matrix of float32, `obs` with the spots' columns and labels (as `label`), `var` with `gene_ids`,
 * `obsm['spatial']` (pixels, or x and y where there are none), and, where pictures are known,
 * `uns['spatial'][library]` as scanpy's `read_visium` has it. Written under a temporary name and renamed.
 * Throws on results of another length than the spots and genes, and on names that are taken.
 */
export async function writeAnnData(options: WriteAnnDataOptions): Promise<void> {
  const where = 'writeAnnData';
  const { to, counts, library = 'tissue' } = options;
  requireCounts(where, counts);
  checkResults(where, counts, options);
  const obs = obsOf(counts);
  const vars: ResultColumns = counts.geneIds ? { gene_ids: counts.geneIds } : {};
  for (const [part, own] of [
    ['obs', obs],
    ['var', vars],
    ['obsm', { spatial: true }],
    ['uns', { spatial: true }],
  ] as const) {
    const taken = Object.keys(options[part] ?? {}).find((name) => name in own);
    if (taken !== undefined) {
      throw new Error(`${where}: ${part} has "${taken}" already; choose another name`);
    }
  }
  const spatial = await spatialOf(counts, library);
  const { File } = await openableHdf5();
  await makeFileAtomically(to, async (temporary) => {
    const message = `${where}: cannot write ${temporary}`;
    const file: File = attempt(message, () => new File(resolve(temporary), 'w'));
    try {
      attempt(message, () => writeAll(file, options, { obs, vars, uns: spatial }));
    } finally {
      file.close();
    }
  });
}

function obsOf({ spots }: SpatialCounts): ResultColumns {
  const { columns = {}, labels } = spots;
  return { ...columns, ...(labels && !('label' in columns) && { label: labels }) };
}

/** Nothing where there is no picture and the size of spots is not known. */
async function spatialOf(
  { spots, images = [] }: SpatialCounts,
  library: string,
): Promise<{ readonly [name: string]: UnsValue }> {
  if (images.length === 0 && spots.diameter === undefined) return {};
  const factors: Record<string, number> = {};
  if (spots.diameter !== undefined) factors.spot_diameter_fullres = spots.diameter;
  const pictures: Record<string, UnsValue> = {};
  for (const { name, scale, read } of images) {
    factors[`tissue_${name}_scalef`] = scale;
    pictures[name] = await read();
  }
  return { spatial: { [library]: { images: pictures, scalefactors: factors } } };
}

function writeAll(
  file: File,
  { counts, obs = {}, var: vars = {}, obsm = {}, uns = {} }: WriteAnnDataOptions,
  own: { obs: ResultColumns; vars: ResultColumns; uns: { readonly [name: string]: UnsValue } },
): void {
  file.create_attribute('encoding-type', 'anndata', [], 'S');
  file.create_attribute('encoding-version', '0.1.0', [], 'S');
  const { spots, genes } = counts;
  writeMatrix(file, counts);
  writeFrame(file, 'obs', spots.names, { ...own.obs, ...obs });
  writeFrame(file, 'var', genes, { ...own.vars, ...vars });
  const [mapping, unsMapping] = [writeMapping(file, 'obsm'), writeMapping(file, 'uns')];
  const places = spots.pixels ?? spots;
  const spatial = Float64Array.from({ length: 2 * spots.names.length }, (_, i) =>
    i % 2 === 0 ? places.x[i / 2]! : places.y[(i - 1) / 2]!,
  );
  writeNumbers(mapping, 'spatial', spatial, [spots.names.length, 2]);
  for (const [name, array] of Object.entries(obsm)) {
    writeNumbers(mapping, name, denseCopy(array), array.shape);
  }
  for (const [name, value] of Object.entries({ ...own.uns, ...uns })) writeUns(unsMapping, name, value);
  for (const name of ['layers', 'obsp', 'varm', 'varp']) writeMapping(file, name);
}

/** scipy's indices are signed; those of a matrix that fits into memory here are the same bits. */
function writeMatrix(file: Group, { spots, genes, counts }: SpatialCounts): void {
  const group = file.create_group('X');
  group.create_attribute('encoding-type', 'csc_matrix', [], 'S');
  group.create_attribute('encoding-version', '0.1.0', [], 'S');
  group.create_attribute('shape', Int32Array.of(spots.names.length, genes.length), [2]);
  const signed = ({ buffer, byteOffset, length }: Uint32Array) => new Int32Array(buffer, byteOffset, length);
  writeNumbers(group, 'data', counts.values);
  writeNumbers(group, 'indices', signed(counts.spots));
  writeNumbers(group, 'indptr', signed(counts.indptr));
}
