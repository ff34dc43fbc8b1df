import { invalidArgument } from '@csm/base';
import type { CellArray } from '../../cell-array.js';
import { checkCounts } from '../../check-counts.js';
import { checkNewColumns, type ResultColumns } from '../../results/result-columns.js';
import type { RawCounts, SparseCounts, SpatialCounts, Spots } from '../../spatial-counts.js';
import { type AnnDataResults, checkName, checkResults, type UnsValue } from '../anndata-results.js';
import { writeFrame } from './write-columns.js';
import {
  arrayOfType,
  denseCopy,
  filePlan,
  type GroupPlan,
  writeAttribute,
  writeEncoding,
  writeGroup,
  writeMapping,
  writeNumbers,
  writeUns,
} from './write-elements.js';

/** What is written: counts with results. */
export interface WrittenAnnData extends AnnDataResults {
  readonly counts: SpatialCounts;
  /** The name of the sample in `uns['spatial']`. Default `'tissue'`. */
  readonly library?: string | undefined;
}

/** The steps that write counts and results as a new `.h5ad`. @throws if results do not fit the counts. */
export async function planAnnData(caller: string, written: WrittenAnnData): Promise<GroupPlan> {
  const { counts, library = 'tissue', ...results } = written;
  checkCounts(caller, counts);
  checkResults(caller, counts, results);
  checkMatrices(caller, counts);
  const obs = obsOf(counts);
  const vars: ResultColumns = counts.geneIds ? { gene_ids: counts.geneIds } : {};
  checkNewColumns(`${caller}: obs`, results.obs ?? {}, obs);
  checkNewColumns(`${caller}: var`, results.var ?? {}, vars);
  checkNewColumns(`${caller}: obsm`, results.obsm ?? {}, { ...counts.spots.arrays, spatial: true });
  checkNewColumns(`${caller}: uns`, results.uns ?? {}, { spatial: true });
  const spatial = await spatialOf(counts, library);
  const file = filePlan();
  writeAll(file, written, { obs, vars, uns: spatial });
  return file;
}

/** @throws if a layer has other genes than the counts, or another name than HDF5 can store. */
function checkMatrices(caller: string, { genes, layers = {}, raw }: SpatialCounts): void {
  const sizes = Object.entries(layers).map(([name, layer]) => {
    checkName(`${caller}: layers`, name);
    return { name: `layers["${name}"]`, layer, genes };
  });
  if (raw) sizes.push({ name: 'raw', layer: raw.counts, genes: raw.genes });
  for (const { name, layer, genes: own } of sizes) {
    if (layer.indptr.length === own.length + 1) continue;
    throw invalidArgument(
      `${caller}: ${name} must have the counts of ${own.length} genes; it has those of ${layer.indptr.length - 1}; leave it out of the ` +
        'counts, or select the same genes.',
    );
  }
}

function obsOf({ spots }: SpatialCounts): ResultColumns {
  const { columns = {}, labels } = spots;
  return { ...columns, ...(labels && !Object.hasOwn(columns, 'label') && { label: labels }) };
}

/** The result is empty if there are no pictures and the diameter of spots is unknown. */
async function spatialOf(
  { spots, images = [] }: SpatialCounts,
  library: string,
): Promise<{ readonly [name: string]: UnsValue }> {
  if (images.length === 0 && spots.diameter === undefined) return {};
  const factors: Record<string, number> = {};
  if (spots.diameter !== undefined) factors.spot_diameter_fullres = spots.diameter;
  // Without a prototype, a picture named __proto__ is like any other.
  const pictures: Record<string, UnsValue> = Object.create(null);
  for (const { name, scale, read } of images) {
    factors[`tissue_${name}_scalef`] = scale;
    pictures[name] = await read();
  }
  return { spatial: { [library]: { images: pictures, scalefactors: factors } } };
}

function writeAll(
  file: GroupPlan,
  { counts, obs = {}, var: vars = {}, obsm = {}, varm = {}, uns = {} }: WrittenAnnData,
  own: { obs: ResultColumns; vars: ResultColumns; uns: { readonly [name: string]: UnsValue } },
): void {
  writeEncoding(file, 'anndata', '0.1.0');
  const { spots, genes } = counts;
  writeMatrix(file, 'X', counts.counts, [spots.names.length, genes.length]);
  writeFrame(file, 'obs', spots.names, { ...own.obs, ...obs }, spots.categories);
  writeFrame(file, 'var', genes, { ...own.vars, ...vars });
  const [obsmMapping, varmMapping, unsMapping] = [
    writeMapping(file, 'obsm'),
    writeMapping(file, 'varm'),
    writeMapping(file, 'uns'),
  ];
  if (spots.layout !== 'none') writePositions(obsmMapping, spots);
  for (const [name, array] of Object.entries(obsm)) {
    writeNumbers(obsmMapping, name, denseCopy(array), array.shape);
  }
  for (const [name, array] of Object.entries(varm)) {
    writeNumbers(varmMapping, name, denseCopy(array), array.shape);
  }
  for (const [name, value] of Object.entries({ ...own.uns, ...uns })) writeUns(unsMapping, name, value);
  for (const [name, array] of Object.entries(spots.arrays ?? {})) {
    if (name !== 'spatial' || spots.layout === 'none') writeArray(obsmMapping, name, array, spots.names);
  }
  const layersMapping = writeMapping(file, 'layers');
  for (const [name, layer] of Object.entries(counts.layers ?? {})) {
    writeMatrix(layersMapping, name, layer, [spots.names.length, genes.length]);
  }
  if (counts.raw) writeRaw(file, counts.raw, spots.names.length);
  for (const name of ['obsp', 'varp']) writeMapping(file, name);
}

function writePositions(mapping: GroupPlan, { names, pixels, ...own }: Spots): void {
  const { x, y } = pixels ?? own;
  const spatial = new Float64Array(2 * names.length);
  for (const spot of names.keys()) spatial.set([x[spot] ?? Number.NaN, y[spot] ?? Number.NaN], 2 * spot);
  writeNumbers(mapping, 'spatial', spatial, [names.length, 2]);
}

function writeRaw(file: GroupPlan, { genes, geneIds, counts }: RawCounts, spots: number): void {
  const group = writeGroup(file, 'raw', 'raw', '0.1.0');
  writeMatrix(group, 'X', counts, [spots, genes.length]);
  writeFrame(group, 'var', genes, geneIds ? { gene_ids: geneIds } : {});
  writeMapping(group, 'varm');
}

/** An array whose columns have names becomes a table. */
function writeArray(
  obsm: GroupPlan,
  name: string,
  { values, names }: CellArray,
  spots: readonly string[],
): void {
  const dense = denseCopy(values);
  const [rows = 0, width = 0] = values.shape;
  if (!names) {
    writeNumbers(obsm, name, dense, [rows, width]);
    return;
  }
  const columns = names.map((column, k) => {
    const own = arrayOfType(dense, rows);
    for (let row = 0; row < rows; row++) own[row] = dense[row * width + k] ?? Number.NaN;
    return [column, own] as const;
  });
  writeFrame(obsm, name, spots, Object.fromEntries(columns));
}

/** scipy's indices are signed; for any matrix that fits into memory here, the bits are the same. */
function writeMatrix(parent: GroupPlan, name: string, counts: SparseCounts, shape: readonly number[]): void {
  const group = writeGroup(parent, name, 'csc_matrix', '0.1.0');
  writeAttribute(group, 'shape', Int32Array.from(shape));
  const signed = ({ buffer, byteOffset, length }: Uint32Array) => new Int32Array(buffer, byteOffset, length);
  writeNumbers(group, 'data', counts.values);
  writeNumbers(group, 'indices', signed(counts.spots));
  writeNumbers(group, 'indptr', signed(counts.indptr));
}
