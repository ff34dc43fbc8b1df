/** What kind of thing a value is, for messages: never what it holds. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof Promise) return 'Promise (await it)';
  return (typeof value === 'object' && value.constructor?.name) || typeof value;
}
