/** The package is not a dependency of this repository, because it has 130 MB. */
declare module 'webgpu' {
  /** What of WebGPU's `GPU` is used here. */
  interface Gpu {
    requestAdapter(): Promise<{ readonly info: { readonly description: string } } | null>;
  }
  export function create(options: readonly string[]): Gpu;
  export const globals: object;
}
