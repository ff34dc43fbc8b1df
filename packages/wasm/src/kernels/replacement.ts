/**
 * The kernel or gradient that one of this package replaces. It is stored on the replacement, so that tfjs' registry
 * is the only state.
 */
export interface Replacement<Stock> {
  /** The kernel or gradient that was registered before; undefined if there was none. */
  readonly stock: Stock | undefined;
  /** Frees the tensors that the kernel or gradient keeps between calls. */
  readonly release: () => void;
}

/** The same symbol in every copy of this package, so that copies recognise each other's kernels. */
export const REPLACEMENT = Symbol.for('@csm/wasm');

/** The kernel or gradient that a registered one replaces; undefined if the registered one is not this package's. */
export function replacementOf<Stock extends object>(
  registered: Stock | undefined,
): Replacement<Stock> | undefined {
  return (registered as { readonly [REPLACEMENT]?: Replacement<Stock> } | undefined)?.[REPLACEMENT];
}
