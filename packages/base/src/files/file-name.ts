/** A concept's or method's name as the name of a file, or a part of it: `grad*input` becomes `grad-input`, `..` becomes `-`. */
export function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.*$/, '-');
}

/**
 * Numbers names that are equal, also if they differ only in case, because many file systems do not tell these apart: the second
 * `a` becomes `a-2`.
 */
export function distinctNames(): (name: string) => string {
  const used = new Set<string>();
  return (name) => {
    let chosen = name;
    for (let n = 2; used.has(chosen.toLowerCase()); n++) chosen = `${name}-${n}`;
    used.add(chosen.toLowerCase());
    return chosen;
  };
}
