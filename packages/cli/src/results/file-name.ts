/**
 * A name of a concept, method or sample as the name of a file on any system: characters that some systems forbid become `_`.
 * @param taken names of files that are taken; a name that is among them gets a number.
 */
export function fileName(name: string, taken: Set<string> = new Set()): string {
  const plain = name.replace(/[^\p{L}\p{N}._ -]/gu, '_').replace(/^[. ]+|[. ]+$/g, '_') || '_';
  let free = plain;
  for (let i = 2; taken.has(free.toLowerCase()); i++) free = `${plain}-${i}`;
  taken.add(free.toLowerCase());
  return free;
}

/** The file name of each of some distinct names. */
export function fileNames(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(names.map((name) => [name, fileName(name, taken)]));
}
