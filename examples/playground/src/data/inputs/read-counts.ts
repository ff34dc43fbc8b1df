import { invalidFile } from '@csm/base';
import type { SpatialCounts, SpotColumn } from '@csm/datasets';
import type { JobRun } from '../../session/in-job.js';
import type { Attribute } from '../../session/session.js';
import type { DroppedFile } from '../files/dropped-file.js';
import { countNotes } from './count-notes.js';
import { type InputsFor, MOST_NUMBERS, type ReadInputs } from './inputs-for.js';

/** The cells or spots of an `.h5ad`: counts by gene, in the order of the encoder if a list of its genes was dropped. */
export async function readCountsFile(
  { path, file }: DroppedFile,
  encoder: InputsFor | undefined,
  names: readonly string[] | undefined,
  { signal }: JobRun,
): Promise<ReadInputs> {
  const { cellMatrix, cellsOf } = await import('@csm/datasets');
  const notes: string[] = [];
  const tissue = await countsOf(path, file, signal, (message) => notes.push(message));
  if (encoder !== undefined && encoder.inputShape.length > 1) {
    throw invalidFile(
      `${path}: expected an encoder of counts, a list of numbers; this one takes inputs of shape [${encoder.inputShape}]; drop another encoder or none.`,
    );
  }
  const genes = names ?? tissue.genes;
  const [width = genes.length] = encoder?.inputShape ?? [];
  if (genes.length !== width) {
    throw invalidFile(
      `${path}: expected ${width} genes, as many as the encoder takes; there are ${genes.length}; ` +
        'drop a genes.txt with the names of its genes, one per line in the order of the encoder.',
    );
  }
  const count = tissue.spots.names.length;
  if (count * width > MOST_NUMBERS) {
    throw invalidFile(
      `${path}: expected at most ${Math.floor(MOST_NUMBERS / width)} cells of ${width} genes, so that they fit into memory; it has ${count}; ` +
        'write fewer cells or only the highly variable genes, or use the command csm.',
    );
  }
  const inputs = await cellMatrix(cellsOf(tissue), { genes, signal });
  const isPlaced = tissue.spots.pixels !== undefined || Number.isFinite(tissue.spots.x[0] ?? Number.NaN);
  return {
    kind: isPlaced ? 'spots' : 'rows',
    ids: tissue.spots.names,
    inputs,
    featureNames: genes,
    tissue,
    tissueFile: file,
    attributes: obsAttributes(tissue),
    paths: [path],
    line: `${path}: ${count} ${isPlaced ? 'spots' : 'cells'}, ${tissue.genes.length} genes`,
    notes: [...notes, ...countNotes(path, tissue)],
  };
}

async function countsOf(
  path: string,
  file: File,
  signal: AbortSignal,
  onWarning: (message: string) => void,
): Promise<SpatialCounts> {
  const { readAnnData, readCells } = await import('@csm/datasets');
  const cells = await readCells(file, { name: path, signal, onWarning: () => {} });
  await cells.close();
  const hasPositions = cells.spots.pixels !== undefined;
  return readAnnData(file, { name: path, signal, onWarning, ...(!hasPositions && { spatial: false }) });
}

/** The columns of `obs`. */
function obsAttributes({ spots }: SpatialCounts): readonly Attribute[] {
  return Object.entries(spots.columns ?? {}).flatMap(([name, column]) => attributeOf(name, column) ?? []);
}

function attributeOf(name: string, column: SpotColumn): Attribute | undefined {
  if (column instanceof Float64Array) {
    const values = Array.from(column, (value) => (Number.isNaN(value) ? undefined : value));
    return { name, kind: 'number', values };
  }
  if (column.some((value) => typeof value === 'boolean')) {
    return { name, kind: 'boolean', values: column.map((value) => (value as boolean | null) ?? undefined) };
  }
  const values = column.map((value) => (value === null || value === '' ? undefined : String(value)));
  const levels = new Set(values).size;
  // A column with a value per cell names the cells.
  return levels > 1 && levels <= 200 ? { name, kind: 'category', values } : undefined;
}
