import type { Dataset, Entity, Group } from 'h5wasm';

// Recognised by name and not by instanceof: h5wasm's builds for browsers and for Node have separate classes.
export function isGroup(entity: Entity | null): entity is Group {
  return typeOf(entity) === 'Group';
}

export function isDataset(entity: Entity | null): entity is Dataset {
  return typeOf(entity) === 'Dataset';
}

function typeOf(entity: Entity | null): string | undefined {
  return (entity as { readonly type?: string } | null)?.type;
}

/**
 * The strings in an attribute; Keras splits long lists into `name0`, `name1` …. Undefined if the attribute does not exist.
 */
export function stringsAttribute({ attrs }: Group, name: string): string[] | undefined {
  const whole = attrs[name];
  if (whole) return strings(whole.value);
  const parts: string[] = [];
  for (let i = 0; ; i++) {
    const part = attrs[`${name}${i}`];
    if (!part) return i === 0 ? undefined : parts;
    for (const text of strings(part.value)) parts.push(text);
  }
}

/** The string in an attribute; undefined if the attribute does not exist. */
export function stringAttribute(group: Group, name: string): string | undefined {
  const value = group.attrs[name]?.value;
  return typeof value === 'string' ? value : undefined;
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  // h5wasm returns an empty list of strings as an empty list of numbers.
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
