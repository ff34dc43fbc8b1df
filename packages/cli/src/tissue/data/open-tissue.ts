import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { invalidArgument, invalidFile, unreadableFile } from '@csm/base';
import { labelSpots, readSpotLabels, type SpatialCounts, selectSpots } from '@csm/datasets';
import { openAnnData, openOlfactoryBulb } from '@csm/datasets/node';
import { matrixOf } from '../../inputs/counts/count-inputs.js';
import { ZARR } from '../../inputs/zarr.js';
import { openSlide } from './open-slide.js';

/** How a tissue is stored. */
export type TissueKind = 'array-2016' | 'visium' | 'h5ad';

/** A tissue with its counts, and where they are from. */
export interface Tissue {
  readonly kind: TissueKind;
  /** The name of its folder of results. */
  readonly name: string;
  /** The file or folder of the counts. */
  readonly source: string;
  readonly counts: SpatialCounts;
  /** The path of the H&E picture, unless it is among the pictures of the counts. */
  readonly imageFile?: string | undefined;
  /** The files that decide the numbers. */
  readonly files: readonly string[];
  /** Whether the counts are those of `raw`, whose genes may differ from those of `var`. */
  readonly isRaw?: boolean | undefined;
  /** What was left out or corrected. */
  readonly notes: readonly string[];
}

/** Options of {@link openTissue}. */
export interface OpenTissueOptions {
  /** A column of `obs` of an `.h5ad`, or a table of labels, tab-separated, with the columns `spot` and `Layer`. */
  readonly labels?: string | undefined;
  /** A layer of an `.h5ad`, or `raw`. */
  readonly layer?: string | undefined;
  /** The key of the positions in `obsm` of an `.h5ad`. */
  readonly spatial?: string | undefined;
  /** The slide of an `.h5ad`: the entry of `uns['spatial']` whose pictures are used, and the value in a column of `obs`. */
  readonly library?: string | undefined;
  /** The sample of a folder that holds several. */
  readonly sample?: string | undefined;
  /** The side of the bins of Visium HD, in micrometres: a size in the folder, or a multiple of one. */
  readonly bin?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a tissue: a folder with one replicate of the 2016 arrays, a folder of Space Ranger (or one that contains `outs`), or an
 * `.h5ad`. Spots of Visium that are not under tissue are left out.
 */
export async function openTissue(path: string, options: OpenTissueOptions = {}): Promise<Tissue> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadableFile(`tissue: ${path}`, cause, 'file or folder');
  });
  const notes: string[] = [];
  // The reader of .h5ad says how a Zarr store becomes one.
  const isZarr = found.isDirectory() && (await readdir(path)).some((name) => ZARR.includes(name));
  const tissue =
    found.isDirectory() && !isZarr
      ? await openFolder(path, options, notes)
      : await openFile(path, options, notes);
  const counts = underTissue(tissue.counts, notes);
  return { ...tissue, counts: await labelled(counts, tissue.kind, options, notes), notes };
}

async function openFile(
  path: string,
  { labels, layer, spatial, library, sample, bin, signal }: OpenTissueOptions,
  notes: string[],
): Promise<Tissue> {
  const ofFolder = Object.entries({ sample, bin }).find(([, value]) => value !== undefined);
  if (ofFolder) {
    throw invalidArgument(
      `tissue: --${ofFolder[0]} chooses files of a folder; ${path} is a file; leave it out.`,
    );
  }
  const options = {
    ...{ labels: labels === undefined || isTable(labels) ? undefined : labels, library, spatial, signal },
    ...matrixOf({ layer }),
    onWarning: (text: string) => notes.push(text),
  };
  const counts = await openAnnData(path, options);
  const name = library ?? basename(path).replace(/\.h5ad$/, '');
  return {
    ...{ kind: 'h5ad', name, source: path, files: [path], isRaw: layer === 'raw' },
    ...{ counts: ofLibrary(counts, library, notes), notes },
  };
}

async function openFolder(path: string, options: OpenTissueOptions, notes: string[]): Promise<Tissue> {
  const onWarning = (text: string) => notes.push(text);
  const { signal, layer, spatial, library, sample, bin } = options;
  const anndata = Object.entries({ layer, spatial, library }).find(([, value]) => value !== undefined);
  if (anndata) {
    throw invalidArgument(
      `tissue: --${anndata[0]} names a part of an .h5ad; ${path} is a folder; leave it out.`,
    );
  }
  const files = await readdir(path);
  const name = basename(resolve(path));
  if (files.some((file) => /count_matrix.*\.tsv(\.gz)?$/i.test(file))) {
    const { counts, countsFile, imageFile } = await openOlfactoryBulb(path, { signal, onWarning });
    return { kind: 'array-2016', name, source: countsFile, files: [countsFile], counts, imageFile, notes };
  }
  const outs = files.includes('outs') ? join(path, 'outs') : path;
  const isVisium = (await readdir(outs, { recursive: true })).some((file) =>
    /feature_bc_matrix|matrix\.mtx|tissue_positions/.test(file),
  );
  if (isVisium) {
    // "outs" says nothing about the sample.
    const folder = name === 'outs' ? basename(resolve(path, '..')) : name;
    const { counts, files: used } = await openSlide(outs, { sample, bin, signal }, notes);
    return { kind: 'visium', name: sample ?? (folder || 'visium'), source: outs, files: used, counts, notes };
  }
  throw invalidFile(
    `tissue: ${path}: expected the counts of a tissue: *count_matrix*.tsv of the 2016 arrays, the folder outs of Space ` +
      `Ranger, or the path of an .h5ad; the folder has ${files.sort().slice(0, 12).join(', ') || 'no files'}.`,
  );
}

/** Whether labels are a table, and not a column. */
export const isTable = (labels: string) => /\.(tsv|csv|txt)(\.gz)?$/i.test(labels);

/** The spots under tissue, if the data tell. */
function underTissue(counts: SpatialCounts, notes: string[]): SpatialCounts {
  const column = counts.spots.columns?.in_tissue;
  if (column === undefined) return counts;
  const inside = [...column.keys()].filter((spot) => Number(column[spot]) === 1);
  if (inside.length === 0 || inside.length === column.length) return counts;
  notes.push(
    `${column.length - inside.length} of ${column.length} spots are not under tissue and were left out.`,
  );
  return selectSpots(counts, inside);
}

/** The spots of one slide: those with its name in a column. */
function ofLibrary(counts: SpatialCounts, library: string | undefined, notes: string[]): SpatialCounts {
  if (library === undefined) return counts;
  for (const [name, column] of Object.entries(counts.spots.columns ?? {})) {
    if (column instanceof Float64Array) continue;
    const rows = [...column.keys()].filter((spot) => column[spot] === library);
    if (rows.length === 0 || rows.length === column.length) continue;
    notes.push(`${rows.length} of ${column.length} spots, whose "${name}" is "${library}", were used.`);
    return selectSpots(counts, rows);
  }
  return counts;
}

/** Labels of a table take the place of those of the folder. */
async function labelled(
  counts: SpatialCounts,
  kind: TissueKind,
  { labels, signal }: OpenTissueOptions,
  notes: string[],
): Promise<SpatialCounts> {
  if (labels === undefined || (kind === 'h5ad' && !isTable(labels))) return counts;
  if (!isTable(labels)) {
    throw invalidArgument(
      `tissue: --labels must be a tab-separated table with the columns spot and Layer, because only an .h5ad has columns of labels; got "${labels}".`,
    );
  }
  const table = await readSpotLabels(createReadStream(labels), { name: labels, signal });
  return labelSpots(counts, table, { onWarning: (text) => notes.push(text) });
}
