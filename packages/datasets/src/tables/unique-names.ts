/**
 * Names made different from each other as anndata's `var_names_make_unique` does: the second `TBCE` becomes `TBCE-1`,
 * the third `TBCE-2`, passing over names that are taken. `repeated`: those that came more than once.
 */
export function uniqueNames(names: readonly string[]): { names: string[]; repeated: string[] } {
  const taken = new Set(names);
  if (taken.size === names.length) return { names: [...names], repeated: [] };
  const seen = new Map<string, number>();
  const repeated = new Set<string>();
  const unique = names.map((name) => {
    const before = seen.get(name);
    if (before === undefined) {
      seen.set(name, 0);
      return name;
    }
    repeated.add(name);
    let number = before + 1;
    while (taken.has(`${name}-${number}`)) number++;
    seen.set(name, number);
    taken.add(`${name}-${number}`);
    return `${name}-${number}`;
  });
  return { names: unique, repeated: [...repeated] };
}

/** The first name that comes twice, and where: undefined where each is there once. */
export function firstRepeated(
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
