import { invalidFile, validNames } from '@csm/base';
import type { Hdf5File } from '@csm/base/hdf5';
import { checkHdf5Format } from '../../hdf5/foreign-format.js';
import { firstDuplicate, uniqueNames } from '../../tables/unique-names.js';
import type { SpatialCounts, SpotColumn, Spots } from '../spatial-counts.js';
import { unknownPositions } from '../unknown-positions.js';
import { readAnnDataArrays } from './anndata-arrays.js';
import { readAnnDataPositions } from './anndata-positions.js';
import { type DataFrame, readDataFrame } from './data-frame.js';

/** Which tables are read. */
export interface AnnDataTablesOptions {
  /** Whether the genes are those of `raw`. */
  readonly raw: boolean;
  readonly labels: string | undefined;
  readonly spatial: string | false;
  readonly arrays: readonly string[] | undefined;
  readonly onWarning: (message: string) => void;
}

/** Reads `obs`, `var`, and the positions and arrays of `obsm`: everything but the matrix and the pictures. */
export async function readAnnDataTables(
  { where, file }: { readonly where: string; readonly file: Hdf5File },
  { raw, labels, spatial, arrays, onWarning }: AnnDataTablesOptions,
): Promise<Pick<SpatialCounts, 'spots' | 'genes' | 'geneIds'>> {
  await checkHdf5Format(where, file, 'AnnData');
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
  const place = { where, file, count: spots.names.length, onWarning };
  const ids = vars.columns.gene_ids;
  return {
    spots: { ...spots, ...(arrays && { arrays: await readAnnDataArrays(place, arrays) }) },
    genes,
    ...(ids && !(ids instanceof Float64Array) && { geneIds: ids.map((id) => String(id)) }),
  };
}

async function spotsOf(
  where: string,
  file: Hdf5File,
  { index, columns, categories }: DataFrame,
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
    ...(Object.keys(categories).length > 0 && { categories }),
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
