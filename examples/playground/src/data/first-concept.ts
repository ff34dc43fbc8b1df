import type { ConceptSettings, Settings } from '../session/settings.js';
import type { Summary } from '../session/summary.js';

/**
 * The concept to begin with: undefined if the settings' concept is one of these data, such as that of a link; else their first attribute
 * with few values, or none.
 */
export function firstConcept(
  { attributes, ids, model }: Summary,
  { concept }: Settings,
): ConceptSettings | undefined | 'none' {
  if (concept !== undefined && isOf(concept)) return undefined;
  const first = attributes.find(({ values = [] }) => values.length > 1);
  if (first === undefined) return 'none';
  const isBoolean = `${first.values}` === 'true,false';
  return { kind: 'attribute', attribute: first.name, ...(!isBoolean && { value: first.values![0]! }) };

  function isOf(wanted: ConceptSettings): boolean {
    if (wanted.kind === 'vector') return wanted.vector.length === model?.latentSize;
    if (wanted.kind === 'examples') {
      const known = new Set(ids);
      return [...wanted.with, ...wanted.without].every((id) => known.has(id));
    }
    const attribute = attributes.find(({ name }) => name === wanted.attribute);
    return (
      attribute !== undefined && (wanted.value === undefined || !!attribute.values?.includes(wanted.value))
    );
  }
}
