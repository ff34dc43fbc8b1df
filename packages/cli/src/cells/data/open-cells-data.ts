import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { invalidFile } from '@csm/base';
import {
  type Cells,
  cellsOf,
  labelSpots,
  type Read10xOptions,
  readSpotLabels,
  type SpatialCounts,
  type SpotColumn,
} from '@csm/datasets';
import { open10x, openAnnData, openOlfactoryBulb, openVisium } from '@csm/datasets/node';
import { columnNamed } from '../../inputs/counts/column-named.js';
import { matrixOf } from '../../inputs/counts/count-inputs.js';
import { countsHash } from '../../inputs/counts/counts-hash.js';
import { anndataHasPositions } from '../../inputs/counts/has-positions.js';
import { type DataKind, dataKind } from '../../inputs/data-kind.js';
import { checkDataOptions, DATA_NAMES } from '../../inputs/data-options.js';
import { sha256 } from '../../run/run-record.js';
import type { CommandRun } from '../../terminal/command-run.js';
import { usageError } from '../../terminal/usage-error.js';
import { isTable } from '../../tissue/data/open-tissue.js';
import type { CellsOptions } from '../cells-options.js';

/** The cells or spots of a file. */
export interface CellsData {
  /** The file or folder, as it was given. */
  readonly path: string;
  /** For headings: the name of the file. */
  readonly name: string;
  /** The `.h5ad` of which results are a copy; undefined for other formats. */
  readonly h5ad?: string | undefined;
  readonly counts: SpatialCounts;
  readonly cells: Cells;
  /** Whether the cells have positions, and so maps. */
  readonly hasPositions: boolean;
  /** Whether positions are those of the 2016 arrays, and the path of their H&E picture. */
  readonly isArray2016?: boolean | undefined;
  readonly imageFile?: string | undefined;
  /** What one sample is called: `cell` or `spot`. */
  readonly noun: 'cell' | 'spot';
  /** The key of the proteins in `spots.arrays`, if they were read. */
  readonly proteins?: string | undefined;
  /** SHA-256 of the files that decide the numbers, or of the counts of a folder, by path. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** With fewer cells, nothing can be compared. */
const LEAST = 20;

/** The key of the proteins of scvi-tools' and muon's files. */
export const PROTEINS = 'protein_expression';

/** Opens the counts. @throws for data that are not counts, and if a column or key is missing. */
export async function openCellsData(
  path: string,
  options: CellsOptions,
  run: CommandRun,
): Promise<CellsData> {
  const data = await openCounts(path, options, run);
  const { labels } = options;
  if (labels === undefined || !isTable(labels)) return data;
  const table = await readSpotLabels(createReadStream(labels), { name: labels, signal: run.signal });
  const counts = labelSpots(data.counts, table, { onWarning: run.warn });
  return { ...data, counts, cells: cellsOf(counts) };
}

async function openCounts(path: string, options: CellsOptions, run: CommandRun): Promise<CellsData> {
  const { kind, path: inner } = await dataKind(path);
  checkOptionsOf(kind, path, options);
  const { sample, bin, raw } = options;
  const watchers = { signal: run.signal, onWarning: run.warn, onProgress: run.progress('counts') };
  switch (kind) {
    case 'h5ad':
      return ofAnnData(path, options, run);
    case '10x':
      return of10x(inner, options, watchers);
    case 'Visium':
      return ofFolder(path, await openVisium(inner, { ...watchers, sample, bin, raw }));
    case 'ST': {
      const { counts, countsFile, imageFile } = await openOlfactoryBulb(inner, watchers);
      const hashes = { [countsFile]: await sha256(countsFile) };
      return { ...dataOf(path, counts, hashes), isArray2016: true, imageFile };
    }
    default:
      throw usageError(
        `csm cells needs counts of cells or spots: an .h5ad, an .h5 or folder of 10x, or a folder of the 2016 arrays; ${path} holds other data; csm report explains models of pictures and tables.`,
      );
  }
}

/** The options of `csm cells` alone that are about some formats. */
const OF = [
  ['proteins', ['h5ad'], 'is for an .h5ad'],
  ['spatial', ['h5ad'], 'is for an .h5ad'],
  ['protein', ['h5ad', '10x'], 'needs measured proteins, which an .h5ad and counts of 10x can have'],
] as const satisfies readonly (readonly [keyof CellsOptions, readonly DataKind['kind'][], string])[];

function checkOptionsOf(kind: DataKind['kind'], path: string, options: CellsOptions): void {
  checkDataOptions(kind, path, options);
  for (const [name, kinds, what] of OF) {
    if (options[name] === undefined || kinds.some((each) => each === kind)) continue;
    throw usageError(`--${name} ${what}; ${path} is ${DATA_NAMES[kind]}; leave the option out.`);
  }
}

/** The features of 10x that are counts of antibodies. */
const ANTIBODIES = 'Antibody Capture';

async function of10x(
  path: string,
  { protein, sample, raw, genome }: CellsOptions,
  watchers: Pick<Read10xOptions, 'signal' | 'onWarning' | 'onProgress'>,
): Promise<CellsData> {
  const counts = await open10x(path, {
    ...{ ...watchers, sample, raw, genome },
    ...(protein && { arrays: [ANTIBODIES] }),
  });
  return { ...ofFolder(path, counts), proteins: protein && ANTIBODIES };
}

/** Which files of a folder of 10x were read depends on the reader, so that the counts themselves are hashed. */
const ofFolder = (path: string, counts: SpatialCounts): CellsData =>
  dataOf(path, counts, { [path]: countsHash(counts) });

async function ofAnnData(path: string, options: CellsOptions, run: CommandRun): Promise<CellsData> {
  const { spatial, protein, proteins = protein && PROTEINS } = options;
  const reading = {
    ...{ signal: run.signal, onProgress: run.progress('counts'), images: false },
    onWarning: (text: string) => run.warn(text.replaceAll('{ raw: true }', '--layer raw')),
    ...matrixOf(options),
    ...(proteins !== undefined && { arrays: [proteins] }),
  };
  const counts = await openAnnData(path, {
    ...reading,
    spatial: spatial ?? ((await anndataHasPositions(path, options, run.signal)) ? undefined : false),
  });
  return { ...dataOf(path, counts, { [path]: await sha256(path) }), h5ad: path, proteins };
}

function dataOf(path: string, counts: SpatialCounts, hashes: CellsData['hashes']): CellsData {
  const { x, layout } = counts.spots;
  const hasPositions = layout !== 'none' && x.every(Number.isFinite);
  const noun = hasPositions ? 'spot' : 'cell';
  const { length } = counts.spots.names;
  if (length < LEAST) {
    throw invalidFile(
      `${path}: expected at least ${LEAST} ${noun}s; it has ${length}; pass the counts of more.`,
    );
  }
  return {
    ...{ path, counts, hashes, hasPositions, noun },
    cells: cellsOf(counts),
    name: basename(path).replace(/\.h5ad$/, ''),
  };
}

/** Whether all values are whole numbers, as raw counts are. */
export const hasWholeCounts = ({ counts }: Pick<CellsData, 'counts'>): boolean =>
  counts.counts.values.every(Number.isInteger);

/** A column of `obs` as texts; missing values are null. @throws if the data have no such column. */
export function textColumn(data: CellsData, flag: string, name: string): (string | null)[] {
  const column = columnOf(data, flag, name);
  return Array.from(column as ArrayLike<unknown>, (value) =>
    value === null || value === '' || Number.isNaN(value) ? null : String(value),
  );
}

/** A column of `obs` of numbers. @throws if the data have no such column, or if it holds texts. */
export function numberColumn(data: CellsData, flag: string, name: string): Float64Array {
  const column = columnOf(data, flag, name);
  if (column instanceof Float64Array) return column;
  throw usageError(
    `${flag} needs a column of numbers; "${name}" of ${data.path} holds texts such as "${column.find((value) => value !== null)}"; use --labels.`,
  );
}

/** The labels of a table of `--labels`, or a column of `obs`. */
function columnOf(
  { path, counts: { spots } }: Pick<CellsData, 'path' | 'counts'>,
  flag: string,
  name: string,
): SpotColumn {
  return spots.labels !== undefined && isTable(name) ? spots.labels : columnNamed(path, spots, flag, name);
}
