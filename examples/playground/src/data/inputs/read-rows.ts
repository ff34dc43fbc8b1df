import { invalidFile } from '@csm/base';
import { dsvFormat } from 'd3-dsv';
import ndarray from 'ndarray';
import type { Attribute } from '../../session/session.js';
import type { DroppedFile } from '../files/dropped-file.js';
import { bytesOf } from '../files/kind-of-file.js';
import type { InputsFor, ReadInputs } from './inputs-for.js';

/**
 * The rows of a table of numbers as inputs: columns of numbers are features, the first column with text has the ids, other columns with
 * text are attributes.
 * @returns undefined if the table can only have attributes of inputs that are not here yet: if the encoder takes pictures, or, without an
 *   encoder, if no column has numbers.
 */
export async function readRows(
  dropped: DroppedFile,
  encoder: InputsFor | undefined,
  names: readonly string[] | undefined,
): Promise<ReadInputs | undefined> {
  const { path } = dropped;
  if (encoder !== undefined && encoder.inputShape.length > 1) return undefined;
  const { header, columns } = await tableOf(dropped);
  const all = [...header.keys()];
  const isText = all.filter((at) => columns[at]!.some((cell) => !isNumber(cell)));
  for (const at of isText) checkText(path, header[at]!, columns[at]!);
  const idAt = header[0] === '' ? 0 : isText[0];
  const found = all.filter((at) => at !== idAt && !isText.includes(at));
  if (found.length === 0 && encoder === undefined) return undefined;
  const width = encoder === undefined ? found.length : encoder.inputShape[0]!;
  const features = names === undefined ? found : orderOf(path, names, found, header);
  if (features.length !== width) {
    throw invalidFile(
      `${path}: expected ${width} columns of numbers, as many as the encoder takes; it has ${features.length}; ` +
        'drop a features.txt with the names of the columns in the order of the encoder, or another table.',
    );
  }
  const count = columns[0]!.length;
  const values = new Float32Array(count * width);
  for (const [k, at] of features.entries()) {
    for (const [row, cell] of columns[at]!.entries()) values[row * width + k] = Number(cell);
  }
  const ids = columns[idAt ?? -1] ?? Array.from({ length: count }, (_, row) => `row ${row + 1}`);
  const lastRow = new Map(ids.map((id, row) => [id, row]));
  const duplicate = ids.find((id, row) => lastRow.get(id) !== row);
  if (duplicate !== undefined) {
    throw invalidFile(`${path}: expected unique ids; "${duplicate}" is a duplicate; rename one of the two.`);
  }
  return {
    kind: 'rows',
    ids,
    inputs: ndarray(values, [count, width]),
    featureNames: features.map((at) => header[at]!),
    attributes: isText
      .filter((at) => at !== idAt)
      .map(
        (at): Attribute => ({
          name: header[at]!,
          kind: 'category',
          values: columns[at]!.map((cell) => cell || undefined),
        }),
      ),
    paths: [path],
    line: `${path}: ${count} rows of ${width} numbers`,
    notes: [],
  };
}

interface Table {
  readonly header: readonly string[];
  readonly columns: readonly (readonly string[])[];
}

async function tableOf({ path, file }: DroppedFile): Promise<Table> {
  const isGzip = /\.gz$/i.test(path);
  const text = isGzip
    ? await new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).text()
    : new TextDecoder().decode(await bytesOf(path, file));
  const first = text.slice(0, text.search(/\r|\n|$/));
  const [delimiter = ','] = ['\t', ',', ';'].sort((a, b) => first.split(b).length - first.split(a).length);
  const [header = [], ...rows] = dsvFormat(delimiter)
    .parseRows(text)
    .filter((cells) => cells.some((cell) => cell !== ''))
    .map((cells) => cells.map((cell) => cell.trim()));
  const ragged = rows.findIndex((cells) => cells.length !== header.length);
  if (ragged >= 0) {
    throw invalidFile(
      `${path}: expected ${header.length} cells as in the header; row ${ragged + 1} has ${rows[ragged]!.length}; correct the row.`,
    );
  }
  if (rows.length === 0) {
    throw invalidFile(`${path}: expected a header and rows; the table has no rows; save it again.`);
  }
  const duplicate = header.find((name, at) => header.indexOf(name) !== at);
  if (duplicate !== undefined) {
    throw invalidFile(
      `${path}: expected unique names of columns; "${duplicate}" is a duplicate; rename one of the two.`,
    );
  }
  return { header, columns: header.map((_, at) => rows.map((cells) => cells[at]!)) };
}

const isNumber = (cell: string) => cell !== '' && Number.isFinite(Math.fround(Number(cell)));

/** A column of numbers with a few other cells is a mistake, not text. */
function checkText(path: string, name: string, cells: readonly string[]): void {
  const wrong = cells.filter((cell) => !isNumber(cell));
  if (wrong.length * 2 > cells.length) return;
  const row = cells.findIndex((cell) => !isNumber(cell));
  throw invalidFile(
    `${path}: expected numbers in column "${name}"; row ${row + 1} has "${cells[row]}"; correct the cell or remove the row.`,
  );
}

function orderOf(
  path: string,
  names: readonly string[],
  found: readonly number[],
  header: readonly string[],
): number[] {
  const missing = names.find((name) => !found.some((at) => header[at] === name));
  if (missing !== undefined) {
    throw invalidFile(
      `${path}: expected a column "${missing}", as the list of features has it; correct the list or the header.`,
    );
  }
  return names.map((name) => header.indexOf(name));
}
