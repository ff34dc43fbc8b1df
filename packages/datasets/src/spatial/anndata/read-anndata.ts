import type { Group } from 'h5wasm';
import { warnOnConsole } from '../../checks/warn.js';
import type { Hdf5Source } from '../../hdf5/hdf5-file.js';
import {
  describe,
  entityAt,
  isDataset,
  isGroup,
  readNumbers,
  textAttribute,
} from '../../hdf5/hdf5-values.js';
import { firstRepeated, uniqueNames } from '../../tables/unique-names.js';
import { finishCounts } from '../sort-counts.js';
import type { ReadCountsOptions, SpatialCounts, SpotColumn, Spots } from '../spatial-counts.js';
import { checkSpotsOnImage } from '../tissue-image.js';
import { readAnnDataImages } from './anndata-images.js';
import { readAnnDataMatrix } from './anndata-matrix.js';
import { readDataFrame } from './data-frame.js';

/** Options of `openAnnData` and `readAnnData`. */
export interface ReadAnnDataOptions extends ReadCountsOptions {
  /** Reads `layers[layer]`, such as `'counts'`, and not `X`. */
  readonly layer?: string;
  /** Reads `raw.X`, with the genes of `raw.var`, and not `X`. */
  readonly raw?: boolean;
  /** The column of `obs` that becomes `spots.labels`: the region or cluster of each spot. */
  readonly labels?: string;
  /**
   * Whose picture of `uns['spatial']`; needed where there are several. The spots are all that the file has: take those
   * of one slide by `selectSpots`.
   */
  readonly library?: string;
}

/** Reads AnnData from anywhere. */
export async function readAnnDataSource(
  caller: string,
  source: Hdf5Source,
  options: ReadAnnDataOptions,
): Promise<SpatialCounts> {
  const where = `${caller}: ${source.name}`;
  const { layer, raw = false, labels, library, onWarning = warnOnConsole } = options;
  if (layer !== undefined && raw) {
    throw new Error(`${caller}: expected layer "${layer}" or raw, not both`);
  }
  const path = layer === undefined ? (raw ? 'raw/X' : 'X') : `layers/${layer}`;
  return source.use(where, async (root) => {
    const obs = readDataFrame(where, root, 'obs', onWarning);
    const vars = readDataFrame(where, root, raw ? 'raw/var' : 'var', onWarning);
    const spots = readSpots(where, root, obs, labels);
    const genes = uniqueNames(vars.index);
    if (genes.repeated.length > 0) {
      onWarning(
        `${where}: ${genes.repeated.length} names of genes come more than once (${genes.repeated.slice(0, 3).join(', ')}, …); ` +
          `the later ones are called ${genes.repeated[0]}-1 and so on, as by var_names_make_unique`,
      );
    }
    const { images, diameter, libraryCount } = readAnnDataImages(where, root, source, library);
    const placed = { ...spots, ...(diameter !== undefined && { diameter }) };
    if (libraryCount > 1) {
      onWarning(
        `${where}: uns['spatial'] has ${libraryCount} libraries; the picture is that of "${library}", the ${obs.index.length} spots may be of all: ` +
          'take those of one by selectSpots',
      );
    } else {
      for (const image of images) checkSpotsOnImage(where, image, placed, onWarning);
    }
    const size = { spotCount: obs.index.length, geneCount: vars.index.length };
    if (size.spotCount === 0 || size.geneCount === 0) {
      throw new Error(`${where}: expected counts; got ${size.spotCount} spots and ${size.geneCount} genes`);
    }
    const entries = await readAnnDataMatrix({ where, root, path, ...size }, options);
    const counts = finishCounts(entries, {
      where,
      spots: obs.index,
      genes: genes.names,
      onWarning,
      advice: adviceOn(root, path),
    });
    if (counts.values.some((value) => !Number.isInteger(value))) {
      onWarning(
        `${where}: /${path} holds values that are no whole numbers: it may be normalised or log-transformed already`,
      );
    }
    const ids = vars.columns.gene_ids;
    const geneIds = ids && !(ids instanceof Float64Array) ? { geneIds: ids.map((id) => String(id)) } : {};
    return { spots: placed, genes: genes.names, counts, ...geneIds, images };
  });
}

function adviceOn(root: Group, path: string): string {
  const layers = entityAt(root, 'layers');
  const others = [
    ...(isGroup(layers) ? layers.keys().map((name) => `{ layer: '${name}' }`) : []),
    ...(isGroup(entityAt(root, 'raw')) ? ['{ raw: true }'] : []),
  ];
  return `/${path} may be scaled; counts may be in ${others.slice(0, 5).join(', ') || 'another file'}`;
}

function readSpots(
  where: string,
  root: Group,
  { index, columns }: { index: readonly string[]; columns: Readonly<Record<string, SpotColumn>> },
  labels: string | undefined,
): Spots {
  const twice = firstRepeated(index);
  if (twice) {
    throw new Error(
      `${where}: spot "${twice.name}" comes twice in obs, in rows ${twice.first} and ${twice.second}; make the names different (obs_names_make_unique)`,
    );
  }
  const pixels = readPlaces(where, root, index);
  const [column, row] = [columns.array_col, columns.array_row];
  const hexagonal = onHexagons(column, row);
  return {
    names: index,
    ...(hexagonal ? { x: hexagonal.column, y: hexagonal.row } : pixels),
    layout: hexagonal ? 'hexagonal' : 'free',
    pixels,
    ...(labels !== undefined && { labels: labelsOf(where, columns, labels) }),
    columns,
  };
}

/** Visium's grid, where obs has it: even columns in even rows, odd ones in odd ones. */
function onHexagons(column: SpotColumn | undefined, row: SpotColumn | undefined) {
  if (!(column instanceof Float64Array && row instanceof Float64Array)) return undefined;
  const whole = (value: number) => Number.isInteger(value) && value >= 0;
  const fits = column.every((x, spot) => whole(x) && whole(row[spot]!) && (x + row[spot]!) % 2 === 0);
  return fits ? { column, row } : undefined;
}

/** `obsm['spatial']`: x and y in pixels of the full-resolution image. */
function readPlaces(where: string, root: Group, names: readonly string[]) {
  const stored = entityAt(root, 'obsm/spatial');
  if (!isDataset(stored)) {
    const obsm = entityAt(root, 'obsm');
    const keys = isGroup(obsm) ? obsm.keys() : [];
    const got = isGroup(stored)
      ? `it is a ${textAttribute(stored, 'encoding-type') ?? 'group'}: make it an array in Python (adata.obsm['spatial'] = adata.obsm['spatial'].to_numpy())`
      : `obsm holds: ${keys.join(', ') || 'nothing'}`;
    throw new Error(
      `${where}: expected the places of the spots in obsm['spatial'], [${names.length}, 2]; ${got}`,
    );
  }
  const [rows, dimensions = 0] = stored.shape ?? [];
  if (stored.shape?.length !== 2 || rows !== names.length || dimensions < 2) {
    throw new Error(
      `${where}: expected obsm['spatial'] of shape [${names.length}, 2]; it holds ${describe(stored)}`,
    );
  }
  const values = readNumbers(where, stored);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new Error(
      `${where}: the place of spot "${names[Math.floor(wrong / dimensions)]}" in obsm['spatial'] is not finite`,
    );
  }
  const axis = (at: number) => Float64Array.from(names, (_, spot) => values[spot * dimensions + at]!);
  return { x: axis(0), y: axis(1) };
}

function labelsOf(
  where: string,
  columns: Readonly<Record<string, SpotColumn>>,
  name: string,
): (string | null)[] {
  const column = columns[name];
  if (!column) {
    throw new Error(
      `${where}: obs has no column "${name}" for the labels; it has: ${Object.keys(columns).join(', ') || 'none'}`,
    );
  }
  return Array.from(column as ArrayLike<unknown>, (value) =>
    value === null || value === '' || Number.isNaN(value) ? null : String(value),
  );
}
