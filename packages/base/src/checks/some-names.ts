/** The maximum number of names that are written. */
const MOST_NAMES = 3;

/**
 * Names the things that a message is about: `layer "a"`, `layers "a" and "b"`, or for a long list the first three:
 * `12 layers, such as "a", "b" and "c"`.
 * @param one the noun, such as `layer`; an s is added for several.
 */
export function someNames(one: string, names: readonly string[]): string {
  const quoted = names.slice(0, MOST_NAMES).map((name) => `"${name}"`);
  const list = [quoted.slice(0, -1).join(', '), ...quoted.slice(-1)]
    .filter((part) => part !== '')
    .join(' and ');
  if (names.length === 1) return `${one} ${list}`;
  return names.length <= MOST_NAMES ? `${one}s ${list}` : `${names.length} ${one}s, such as ${list}`;
}
