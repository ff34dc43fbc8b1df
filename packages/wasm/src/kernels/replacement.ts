/**
 * What a kernel or gradient of this package replaces. It is stored on that kernel or gradient, so that tfjs' own registry is the
 * only state.
 */
export interface Replacement<Stock> {
  /** What was registered before; undefined if nothing was. */
  readonly stock: Stock | undefined;
  /** Frees what the kernel or gradient keeps between calls. */
  readonly release: () => void;
}

/** The same symbol in every copy of this package, so that copies recognise each other's kernels. */
export const REPLACEMENT = Symbol.for('@csm/wasm');

/** What a registered kernel or gradient replaces; undefined if it is not this package's. */
export function replacementOf<Stock extends object>(
  registered: Stock | undefined,
): Replacement<Stock> | undefined {
  return (registered as { readonly [REPLACEMENT]?: Replacement<Stock> } | undefined)?.[REPLACEMENT];
}
