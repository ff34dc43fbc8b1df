import { invalidArgument } from '@csm/base';
import { type AsyncBuffer, parquetRead } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';

/** Columns before those of the concepts. */
const COLUMNS = ['row', 'id'];

/** Rows per row group: DuckDB and others read the groups of a file at the same time. */
const ROWS_PER_GROUP = 100_000;

/**
 * @throws if a concept has the name of another column. DuckDB does not distinguish capital letters in the names of columns.
 */
export function checkScoreColumns(caller: string, concepts: readonly string[]): void {
  for (const name of concepts) {
    if (!COLUMNS.includes(name.toLowerCase())) continue;
    throw invalidArgument(
      `${caller}: expected concepts whose names are not those of the columns ${COLUMNS.join(' and ')} of the table of scores; got the concept ${JSON.stringify(name)}; rename it.`,
    );
  }
}

/**
 * Writes the scores of a shard as a Parquet file: `row`, the number of the input among all inputs (INT32), its `id` (string) and one
 * FLOAT column per concept. No value is missing. The same scores have the same bytes everywhere: ids are compressed with Snappy, in
 * JavaScript, and scores are not compressed, because their digits are as good as random.
 * @param first row of the first input.
 * @param scores by concept, then input.
 */
export function scoreTableBytes(
  first: number,
  ids: readonly string[],
  concepts: readonly string[],
  scores: readonly Float32Array[],
): Uint8Array {
  checkScoreColumns('writeShard', concepts);
  const required = { nullable: false } as const;
  const content = parquetWriteBuffer({
    columnData: [
      {
        name: 'row',
        data: Int32Array.from(ids, (_, i) => first + i),
        type: 'INT32',
        encoding: 'DELTA_BINARY_PACKED',
        ...required,
      },
      { name: 'id', data: [...ids], type: 'STRING', encoding: 'PLAIN', ...required },
      ...concepts.map((name, concept) => ({
        name,
        data: scores[concept]!,
        type: 'FLOAT' as const,
        encoding: 'PLAIN' as const,
        codec: 'UNCOMPRESSED' as const,
        ...required,
      })),
    ],
    rowGroupSize: ROWS_PER_GROUP,
    createdBy: '@csm/scale',
  });
  return new Uint8Array(content);
}

/** Reads the scores of some concepts from the bytes of {@link scoreTableBytes}, in the order of the concepts. */
export async function readScoreTable(
  bytes: Uint8Array,
  rows: number,
  concepts: readonly string[],
): Promise<Float32Array[]> {
  const scores = new Map(concepts.map((name) => [name, new Float32Array(rows)]));
  const file: AsyncBuffer = {
    byteLength: bytes.byteLength,
    slice: (start, end) => bytes.slice(start, end).buffer as ArrayBuffer,
  };
  await parquetRead({
    file,
    columns: [...concepts],
    onChunk: ({ columnName, columnData, rowStart }) =>
      scores.get(columnName)?.set(columnData as Float32Array, rowStart),
  });
  return [...scores.values()];
}
