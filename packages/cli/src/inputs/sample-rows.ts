import { invalidArgument, invalidFile, validNames } from '@csm/base';

/**
 * A function from ids to their rows.
 * @param path for messages.
 * @returns the function; `first` is the row where the ids probably begin. If they do, no index of all ids is made.
 * @throws if an id is a duplicate; the function throws for an unknown id.
 */
export function rowsById(
  path: string,
  ids: readonly string[],
): (wanted: readonly string[], first?: number) => number[] {
  checkUnique(path, ids);
  let index: ReadonlyMap<string, number> | undefined;
  return (wanted, first = 0) => {
    if (wanted.every((id, i) => ids[first + i] === id)) return wanted.map((_, i) => first + i);
    index ??= new Map(ids.map((id, row) => [id, row]));
    const rowOf = index;
    return wanted.map((id) => {
      const row = rowOf.get(id);
      if (row !== undefined) return row;
      throw invalidArgument(
        `${path}: expected the id of a sample; got "${id}"; ${validNames('ids', id, ids)}.`,
      );
    });
  };
}

function checkUnique(path: string, ids: readonly string[]): void {
  if (new Set(ids).size === ids.length) return;
  const seen = new Set<string>();
  const duplicate = ids.find((id) => seen.size === seen.add(id).size);
  throw invalidFile(
    `${path}: expected one sample per id; "${duplicate}" is a duplicate; rename one of them.`,
  );
}
