import type { Hdf5File } from '@csm/base/hdf5';
import { keysAt } from '../../hdf5/hdf5-values.js';
import { uniqueNames } from '../../tables/unique-names.js';
import { canonicalCounts } from '../canonical-counts.js';
import type { RawCounts, SparseCounts } from '../spatial-counts.js';
import { readAnnDataMatrix } from './anndata-matrix.js';
import { readDataFrame } from './data-frame.js';

/** The file whose matrices are read, and its spots and genes. */
interface AnnDataPlace {
  /** The beginning of every message: function and file. */
  readonly where: string;
  readonly file: Hdf5File;
  readonly spots: readonly string[];
  readonly genes: readonly string[];
  readonly onWarning: (message: string) => void;
}

/** Reads layers of anndata: all of them, or some. Their values may be negative, but must be finite. */
export async function readAnnDataLayers(
  place: AnnDataPlace,
  layers: true | readonly string[],
): Promise<Readonly<Record<string, SparseCounts>>> {
  const names = layers === true ? await keysAt(place.file, '/layers') : layers;
  // Without a prototype, a layer named __proto__ is like any other.
  const read: Record<string, SparseCounts> = Object.create(null);
  for (const name of names) {
    const advice =
      layers === true ? 'leave it out: name the others in { layers }' : 'leave it out of { layers }';
    read[name] = await readMatrix(place, `layers/${name}`, advice);
  }
  return read;
}

/** Reads `raw` with its genes; undefined if the file has no `raw`. */
export async function readAnnDataRaw(place: AnnDataPlace): Promise<RawCounts | undefined> {
  const { where, file, onWarning } = place;
  if ((await file.at('/raw'))?.kind !== 'group') return undefined;
  const vars = await readDataFrame(where, file, '/raw/var', onWarning);
  const { names: genes } = uniqueNames(vars.index);
  const ids = vars.columns.gene_ids;
  return {
    genes,
    counts: await readMatrix({ ...place, genes }, 'raw/X', 'leave raw out: { keepRaw: false }'),
    ...(ids && !(ids instanceof Float64Array) && { geneIds: ids.map((id) => String(id)) }),
  };
}

async function readMatrix(place: AnnDataPlace, path: string, advice: string): Promise<SparseCounts> {
  const { where, file, spots, genes } = place;
  const size = { spotCount: spots.length, geneCount: genes.length };
  const entries = await readAnnDataMatrix({ where, file, path, ...size }, {});
  return canonicalCounts(entries, { ...place, where: `${where}: /${path}`, advice, negative: true });
}
