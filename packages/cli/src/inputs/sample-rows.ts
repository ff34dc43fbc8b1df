import { invalidArgument, invalidFile, validNames } from '@csm/base';

/**
 * A function from ids to their rows.
 * @param path for messages.
 * @throws if an id is a duplicate; the function throws for an unknown id.
 */
export function rowsById(path: string, ids: readonly string[]): (wanted: readonly string[]) => number[] {
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  if (rowOf.size < ids.length) {
    const duplicate = ids.find((id, row) => rowOf.get(id) !== row);
    throw invalidFile(
      `${path}: expected one sample per id; "${duplicate}" is a duplicate; rename one of them.`,
    );
  }
  return (wanted) =>
    wanted.map((id) => {
      const row = rowOf.get(id);
      if (row !== undefined) return row;
      throw invalidArgument(
        `${path}: expected the id of a sample; got "${id}"; ${validNames('ids', id, ids)}.`,
      );
    });
}
