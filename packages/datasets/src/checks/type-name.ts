/** What kind of thing a value is, for messages: never what it holds, which may be a whole file. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  return (typeof value === 'object' && value.constructor?.name) || typeof value;
}
