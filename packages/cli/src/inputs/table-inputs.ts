import { invalidArgument, invalidFile, size, validNames } from '@csm/base';
import { type AttributeTable, readAttributeTable } from '@csm/datasets';
import { csvFormatRows } from 'd3-dsv';
import ndarray from 'ndarray';
import { sampleAttributes } from './attributes-by-id.js';
import { columnsOfFeatures, featureOrder } from './counts/feature-order.js';
import type { DataOptions } from './data-options.js';
import type { InputSet } from './input-set.js';
import type { InputsFor } from './inputs-for.js';
import { fileSource, type OpeningRun } from './opening-run.js';
import { rowsById } from './sample-rows.js';
import { readTable, type TableFile } from './table-file.js';

/**
 * The rows of a table of numbers: the columns are features, named by the header. The first column with text, or without a name, has the
 * ids; other columns with text, and those of `--label-columns`, are attributes.
 */
export async function tableInputs(
  path: string,
  encoder: InputsFor,
  run: OpeningRun,
  options: DataOptions,
): Promise<InputSet> {
  const [width = 0, ...others] = encoder.inputShape;
  if (others.length > 0) {
    throw invalidArgument(
      `${path}: expected an encoder of vectors, because this is a table; the encoder takes [${encoder.inputShape}]; pass a folder of pictures or a .npy instead.`,
    );
  }
  const table = await readTable(path, run.signal);
  const { idAt, labelsAt, featuresAt } = columnsOf(path, table, options);
  const count = table.columns[0]?.length ?? 0;
  const ids = table.columns[idAt ?? -1] ?? Array.from({ length: count }, (_, row) => String(row));
  const rows = rowsById(path, ids);
  const found = featuresAt.map((at) => table.header[at] ?? '');
  const wanted = await featureOrder(encoder, options);
  const order = columnsOfFeatures(path, found, wanted, width).map((index) => featuresAt[index] ?? 0);
  const values = numbersOf(path, table, order);
  // --id-column names the ids of the data, not those of --attributes.
  const given = await sampleAttributes(options.attributes, undefined, ids, run);
  return {
    kind: 'table',
    ids,
    shape: encoder.inputShape,
    features: order.map((at) => table.header[at] ?? ''),
    attributes: given.attributes ?? (run.rowsOnly ? undefined : await labelTable(path, ids, table, labelsAt)),
    sources: [await fileSource(run, path), ...given.sources],
    read: async (some, first) => {
      const result = new Float32Array(size([some.length, width]));
      for (const [i, row] of rows(some, first).entries()) {
        result.set(values.subarray(row * width, (row + 1) * width), i * width);
      }
      return ndarray(result, [some.length, width]);
    },
  };
}

/** The names of the columns of a table that are features. */
export async function featuresOfTable(
  path: string,
  options: DataOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const table = await readTable(path, signal);
  return columnsOf(path, table, options).featuresAt.map((at) => table.header[at] ?? '');
}

/** Which columns are the ids, attributes and features. */
function columnsOf(
  path: string,
  { header, columns }: TableFile,
  { idColumn, labelColumns = [] }: DataOptions,
) {
  for (const name of [...(idColumn === undefined ? [] : [idColumn]), ...labelColumns]) {
    if (!header.includes(name)) {
      throw invalidFile(`${path}: expected a column "${name}"; ${validNames('columns', name, header)}.`);
    }
  }
  const all = [...header.keys()];
  const isText = all.filter((at) => columns[at]?.some((cell) => !isNumber(cell)) ?? false);
  const idAt =
    idColumn !== undefined
      ? header.indexOf(idColumn)
      : header[0] === ''
        ? 0
        : isText.find((at) => !labelColumns.includes(header[at] ?? ''));
  const labelsAt = all.filter(
    (at) => at !== idAt && (isText.includes(at) || labelColumns.includes(header[at] ?? '')),
  );
  // A column of numbers with a few wrong cells is a mistake, not a label.
  for (const at of labelsAt) checkLabel(path, header[at] ?? '', columns[at] ?? [], labelColumns);
  return { idAt, labelsAt, featuresAt: all.filter((at) => at !== idAt && !labelsAt.includes(at)) };
}

function checkLabel(path: string, name: string, cells: readonly string[], known: readonly string[]): void {
  const numbers = cells.filter((cell) => isNumber(cell)).length;
  if (known.includes(name) || numbers * 2 <= cells.length) return;
  const row = cells.findIndex((cell) => !isNumber(cell));
  throw invalidFile(
    `${path}: expected numbers in column "${name}"; row ${row + 1} has "${cells[row]}"; correct it, or name the column in --label-columns.`,
  );
}

const isNumber = (cell: string) => cell !== '' && Number.isFinite(Number(cell));

function numbersOf(path: string, { columns, header }: TableFile, order: readonly number[]): Float32Array {
  const count = columns[0]?.length ?? 0;
  const values = new Float32Array(count * order.length);
  for (const [k, at] of order.entries()) {
    for (const [row, cell] of (columns[at] ?? []).entries()) {
      const value = Math.fround(Number(cell));
      if (!Number.isFinite(value)) {
        throw invalidFile(
          `${path}: expected numbers in column "${header[at]}"; row ${row + 1} has "${cell}".`,
        );
      }
      values[row * order.length + k] = value;
    }
  }
  return values;
}

/** The columns that are not numbers, by id. */
async function labelTable(
  path: string,
  ids: readonly string[],
  { header, columns }: TableFile,
  labelsAt: readonly number[],
): Promise<AttributeTable | undefined> {
  if (labelsAt.length === 0) return undefined;
  const csv = csvFormatRows([
    ['id', ...labelsAt.map((at) => header[at] ?? '')],
    ...ids.map((id, row) => [id, ...labelsAt.map((at) => columns[at]?.[row] ?? '')]),
  ]);
  return readAttributeTable(new Blob([csv]).stream(), { name: path });
}
