/** The package is not a dependency of this repository, because it takes 130 MB. */
declare module 'webgpu' {
  /** The part of WebGPU's `GPU` that is used here. */
  interface Gpu {
    requestAdapter(): Promise<{ readonly info: { readonly description: string } } | null>;
  }
  export function create(options: readonly string[]): Gpu;
  export const globals: object;
}
