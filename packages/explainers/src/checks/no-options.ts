/** The options of a function that has none: only an empty object or `undefined` is accepted. */
export type NoOptions = Readonly<Record<string, never>>;
