/**
 * Whether libhdf5 or WebAssembly failed, after which the library's state is uncertain. Other errors come from
 * h5wasm's JavaScript, for types that it does not support.
 */
export function isLibraryError(error: unknown): boolean {
  if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return true;
  if (!(error instanceof Error)) return true;
  return /^HDF5-DIAG|^worker:|emory/.test(error.message);
}
