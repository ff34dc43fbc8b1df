/** An object that was read from JSON. */
export type JsonObject = Record<string, unknown>;

/** Whether a value that was read from JSON is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
