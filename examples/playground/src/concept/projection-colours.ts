import type { PointColours } from '../scatter/scatter-props.js';
import type { Attribute } from '../session/session.js';

/** Colours of points by an attribute; undefined if no attribute has this name. */
export function attributeColours(attributes: readonly Attribute[], name: string): PointColours | undefined {
  const attribute = attributes.find((each) => each.name === name);
  if (attribute === undefined) return undefined;
  if (attribute.kind === 'number') {
    return {
      kind: 'numbers',
      name,
      values: Float32Array.from(attribute.values, (value) => value ?? Number.NaN),
    };
  }
  const texts: readonly (string | undefined)[] = attribute.values.map((value) => value?.toString());
  const names = [...new Set(texts)].filter((text) => text !== undefined).sort();
  const index = new Map(names.map((each, at) => [each, at]));
  return {
    kind: 'categories',
    name,
    names,
    values: Int32Array.from(texts, (text) => (text === undefined ? -1 : index.get(text)!)),
  };
}
