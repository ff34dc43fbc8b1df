/** What stands behind a kernel or gradient of ours. It rides on it, so that tfjs' own registry is the only state. */
export interface Replacement<Stock> {
  /** What was registered before; undefined where tfjs has none. */
  readonly stock: Stock | undefined;
  /** Frees what it keeps between calls. */
  readonly release: () => void;
}

/** The same symbol in every copy of this package, so that two copies know each other's kernels. */
export const REPLACEMENT = Symbol.for('@csm/wasm');

/** Whether a registered kernel or gradient is this package's, and what is behind it. */
export function replacementOf<Stock extends object>(
  registered: Stock | undefined,
): Replacement<Stock> | undefined {
  return (registered as { readonly [REPLACEMENT]?: Replacement<Stock> } | undefined)?.[REPLACEMENT];
}
