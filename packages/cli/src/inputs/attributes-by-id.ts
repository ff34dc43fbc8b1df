import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { invalidFile, unreadableFile } from '@csm/base';
import { type AttributeRow, type AttributeTable, attributeTable, readAttributeTable } from '@csm/datasets';
import type { InputSet } from './input-set.js';
import { fileSource, type OpeningRun } from './opening-run.js';

/** Reads a table of attributes from disk. */
export async function attributesFile(
  path: string,
  idColumn: string | undefined,
  signal: AbortSignal,
): Promise<AttributeTable> {
  await stat(path).catch((cause) => {
    throw unreadableFile(path, cause, 'table of attributes');
  });
  return readAttributeTable(createReadStream(path), { name: path, idColumn, signal });
}

/** What a table of attributes says about samples, and the table for `run.json`. @param path of the table; nothing without one. */
export async function sampleAttributes(
  path: string | undefined,
  idColumn: string | undefined,
  ids: readonly string[],
  run: Pick<OpeningRun, 'signal' | 'warn' | 'fingerprints' | 'rowsOnly'>,
): Promise<Pick<InputSet, 'attributes' | 'sources'>> {
  if (path === undefined || run.rowsOnly) return { sources: [] };
  const table = await attributesFile(path, idColumn, run.signal);
  return {
    attributes: attributesOfSamples(path, table, ids, run.warn),
    sources: [await fileSource(run, path)],
  };
}

/** The attributes of one row of a table. */
export function attributesOfRow(table: AttributeTable, row: number): AttributeRow {
  return Object.fromEntries(
    [...table.columns].map(([name, { values, codes }]) => [name, values[codes[row] ?? -1] ?? null]),
  );
}

/**
 * Joins a table with samples: an id of the table is the id of a sample, or, for pictures, the end of its path. Samples without a row have
 * unknown values.
 * @param path of the table, for messages.
 * @throws if no id fits, or if an id fits several samples.
 */
export function attributesOfSamples(
  path: string,
  table: AttributeTable,
  ids: readonly string[],
  warn: (message: string) => void,
): AttributeTable {
  const byName = new Map<string, string[]>();
  for (const id of ids) byName.set(basename(id), [...(byName.get(basename(id)) ?? []), id]);
  const known = new Set(ids);
  const rowOf = new Map<string, number>();
  let missing = 0;
  for (const [row, id] of table.ids.entries()) {
    const ending = (byName.get(basename(id)) ?? []).filter((sample) => sample.endsWith(`/${id}`));
    const found = known.has(id) ? [id] : ending;
    const [sample] = found;
    if (sample === undefined) {
      missing++;
    } else if (found.length > 1 || rowOf.has(sample)) {
      throw invalidFile(
        `${path}: expected ids that each name one sample; "${id}" names ${found.slice(0, 2).join(' and ')}${found.length > 1 ? '' : ', as another id does'}; use the paths in the folder as ids.`,
      );
    } else rowOf.set(sample, row);
  }
  if (rowOf.size === 0) {
    throw invalidFile(
      `${path}: expected the ids of samples; none of its ${table.ids.length} ids (${table.ids[0]}, …) matches one of the ${ids.length} samples ` +
        `(${ids[0]}, …); pass the column of the ids as --id-column.`,
    );
  }
  if (missing > 0) warn(`${path}: ${missing} of ${table.ids.length} ids match no sample and are ignored.`);
  if (rowOf.size < ids.length) {
    warn(
      `${path}: ${ids.length - rowOf.size} of ${ids.length} samples have no row; their attributes are unknown.`,
    );
  }
  const unknown = Object.fromEntries([...table.columns.keys()].map((name) => [name, null]));
  return attributeTable(
    ids.map((id) => {
      const row = rowOf.get(id);
      return [id, row === undefined ? unknown : attributesOfRow(table, row)];
    }),
  );
}
