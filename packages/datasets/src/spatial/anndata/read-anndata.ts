import { invalidFile, validNames } from '@csm/base';
import type { Hdf5File, Hdf5Source } from '@csm/base/hdf5';
import { keysAt } from '../../hdf5/hdf5-values.js';
import { firstDuplicate, uniqueNames } from '../../tables/unique-names.js';
import { canonicalCounts } from '../canonical-counts.js';
import { checkSpotsOnImage } from '../check-spots-on-image.js';
import type { SpatialCounts, SpotColumn, Spots } from '../spatial-counts.js';
import { readAnnDataImages } from './anndata-images.js';
import { readAnnDataMatrix } from './anndata-matrix.js';
import { readAnnDataPositions } from './anndata-positions.js';
import { type DataFrame, readDataFrame } from './data-frame.js';
import type { ReadAnnDataOptions } from './read-anndata-options.js';

/** Reads AnnData from any source. The options must already be checked. */
export async function readAnnDataSource(
  caller: string,
  source: Hdf5Source,
  options: ReadAnnDataOptions,
): Promise<SpatialCounts> {
  const where = `${caller}: ${source.name}`;
  const { layer, raw = false, labels, spatial = 'spatial', onWarning = console.warn } = options;
  const path = layer === undefined ? (raw ? 'raw/X' : 'X') : `layers/${layer}`;
  const read = async (file: Hdf5File): Promise<SpatialCounts> => {
    const obs = await readDataFrame(where, file, '/obs', onWarning);
    const vars = await readDataFrame(where, file, raw ? '/raw/var' : '/var', onWarning);
    const spots = await spotsOf(where, file, obs, { labels, spatial });
    const { names: genes, duplicates } = uniqueNames(vars.index);
    if (duplicates.length > 0) {
      onWarning(
        `${where}: duplicate gene names are made unique, as by var_names_make_unique (${duplicates[0]} becomes ` +
          `${duplicates[0]}-1 and so on; ${duplicates.length} such names).`,
      );
    }
    const { images, diameter, libraryCount } = await readAnnDataImages(where, file, source, options);
    const placed = { ...spots, ...(diameter !== undefined && { diameter }) };
    if (images.length > 0 && libraryCount > 1) {
      onWarning(
        `${where}: uns['spatial'] has ${libraryCount} libraries; the pictures are those of "${options.library}", but the ` +
          `${obs.index.length} spots may belong to all of them; select those of one library with selectSpots.`,
      );
    } else {
      for (const image of images) checkSpotsOnImage(where, image, placed, onWarning);
    }
    const size = { spotCount: obs.index.length, geneCount: vars.index.length };
    if (size.spotCount === 0 || size.geneCount === 0) {
      throw invalidFile(
        `${where}: expected at least one spot and one gene; got ${size.spotCount} spots and ${size.geneCount} genes.`,
      );
    }
    const entries = await readAnnDataMatrix({ where, file, path, ...size }, options);
    const advice = await adviceOn(file, path);
    const counts = canonicalCounts(entries, { where, spots: obs.index, genes, onWarning, advice });
    if (counts.values.some((value) => !Number.isInteger(value))) {
      onWarning(
        `${where}: /${path} has values that are not whole numbers; it may be normalised or log-transformed.`,
      );
    }
    const ids = vars.columns.gene_ids;
    const geneIds = ids && !(ids instanceof Float64Array) ? { geneIds: ids.map((id) => String(id)) } : {};
    return { spots: placed, genes, counts, ...geneIds, images };
  };
  return source.use(where, read, options.signal);
}

async function adviceOn(file: Hdf5File, path: string): Promise<string> {
  const others = [
    ...(await keysAt(file, '/layers')).map((name) => `{ layer: '${name}' }`),
    ...((await file.at('/raw'))?.kind === 'group' ? ['{ raw: true }'] : []),
  ];
  return `/${path} may be scaled; the counts may be in ${others.slice(0, 5).join(', ') || 'another file'}`;
}

async function spotsOf(
  where: string,
  file: Hdf5File,
  { index, columns }: DataFrame,
  { labels, spatial }: { readonly labels: string | undefined; readonly spatial: string | false },
): Promise<Spots> {
  const duplicate = firstDuplicate(index);
  if (duplicate) {
    const { name, first, second } = duplicate;
    throw invalidFile(
      `${where}: the names of spots must be unique; rows ${first} and ${second} of obs are both "${name}"; make them unique in ` +
        'Python (adata.obs_names_make_unique()).',
    );
  }
  const pixels = spatial === false ? undefined : await readAnnDataPositions(where, file, index, spatial);
  const hexagonal = hexagonalPlaces(columns.array_col, columns.array_row);
  return {
    names: index,
    ...(hexagonal ?? pixels ?? unknownPositions(index.length)),
    layout: hexagonal ? 'hexagonal' : pixels ? 'free' : 'none',
    ...(pixels && { pixels }),
    ...(labels !== undefined && { labels: labelsOf(where, columns, labels) }),
    columns,
  };
}

/** Positions on Visium's grid (even columns in even rows, odd columns in odd rows), if obs has them. */
function hexagonalPlaces(column: SpotColumn | undefined, row: SpotColumn | undefined) {
  if (!(column instanceof Float64Array && row instanceof Float64Array)) return undefined;
  const isWhole = (value: number) => Number.isInteger(value) && value >= 0;
  const fits = column.every((x, spot) => {
    const y = row[spot] ?? Number.NaN;
    return isWhole(x) && isWhole(y) && (x + y) % 2 === 0;
  });
  return fits ? { x: column, y: row } : undefined;
}

/** NaN for every spot. */
const unknownPositions = (count: number) => ({
  x: new Float64Array(count).fill(Number.NaN),
  y: new Float64Array(count).fill(Number.NaN),
});

function labelsOf(
  where: string,
  columns: Readonly<Record<string, SpotColumn>>,
  name: string,
): (string | null)[] {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (!column) {
    const hint = validNames('columns', name, Object.keys(columns));
    throw invalidFile(`${where}: expected a column "${name}" of obs for the labels; ${hint}.`);
  }
  return Array.from(column as ArrayLike<unknown>, (value) =>
    value === null || value === '' || Number.isNaN(value) ? null : String(value),
  );
}
