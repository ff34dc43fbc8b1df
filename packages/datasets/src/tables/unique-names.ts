/**
 * Makes names unique as anndata's `var_names_make_unique` does: the second `TBCE` becomes `TBCE-1`, the third `TBCE-2`,
 * skipping names that are taken.
 *
 * @returns `duplicates`: the names that occurred more than once.
 */
export function uniqueNames(names: readonly string[]): { names: string[]; duplicates: string[] } {
  const taken = new Set(names);
  if (taken.size === names.length) return { names: [...names], duplicates: [] };
  const seen = new Map<string, number>();
  const duplicates = new Set<string>();
  const unique = names.map((name) => {
    const before = seen.get(name);
    if (before === undefined) {
      seen.set(name, 0);
      return name;
    }
    duplicates.add(name);
    let number = before + 1;
    while (taken.has(`${name}-${number}`)) number++;
    seen.set(name, number);
    taken.add(`${name}-${number}`);
    return `${name}-${number}`;
  });
  return { names: unique, duplicates: [...duplicates] };
}

/** The first duplicate name and the indices of its first two occurrences; undefined if the names are unique. */
export function firstDuplicate(
  names: readonly string[],
): { name: string; first: number; second: number } | undefined {
  const places = new Map<string, number>();
  for (const [second, name] of names.entries()) {
    const first = places.get(name);
    if (first !== undefined) return { name, first, second };
    places.set(name, second);
  }
  return undefined;
}
