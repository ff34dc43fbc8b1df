import type { Hdf5AttributeValue, Hdf5Group } from '@csm/base/hdf5';

/**
 * The strings in an attribute; Keras splits long lists into `name0`, `name1` …. Undefined if the attribute does not exist.
 */
export function stringsAttribute({ attributes }: Hdf5Group, name: string): string[] | undefined {
  if (Object.hasOwn(attributes, name)) return strings(attributes[name]);
  const parts: string[] = [];
  for (let i = 0; ; i++) {
    if (!Object.hasOwn(attributes, `${name}${i}`)) return i === 0 ? undefined : parts;
    for (const text of strings(attributes[`${name}${i}`])) parts.push(text);
  }
}

/** The string in an attribute; undefined if the attribute does not exist. */
export function stringAttribute({ attributes }: Hdf5Group, name: string): string | undefined {
  const value = attributes[name];
  return typeof value === 'string' ? value : undefined;
}

function strings(value: Hdf5AttributeValue): string[] {
  if (typeof value === 'string') return [value];
  // h5wasm returns an empty list of strings as an empty list of numbers.
  return Array.isArray(value) ? [...value] : [];
}
