import { invalidArgument, typeName } from '@csm/base';
import type { NdArray } from 'ndarray';

/** The latents of inputs that have names. */
export interface LatentTable {
  readonly ids: readonly string[];
  /** `[ids.length, latentSize]`, in the order of the ids. */
  readonly latents: NdArray<Float32Array>;
}

/** Named inputs, such as the image data sets of `@csm/datasets`. */
export interface EncodableSource {
  readonly ids: readonly string[];
  /** Reads some of the inputs, in batches; may leave out damaged ones. */
  batches(options: { ids: readonly string[]; signal?: AbortSignal | undefined }): AsyncIterable<{
    readonly ids: readonly string[];
    readonly images: NdArray;
  }>;
  /** The inputs left out so far, by name. Absent if the source never leaves out any input. */
  skipped?(): readonly { readonly id: string }[];
}

/** @throws unless the value has distinct ids and batches, as an image dataset. */
export function checkSource(caller: string, source: EncodableSource): void {
  const { ids, batches } = (source ?? {}) as Partial<EncodableSource>;
  if (!Array.isArray(ids) || typeof batches !== 'function') {
    throw invalidArgument(
      `${caller}: source must have ids and batches(), such as a dataset of @csm/datasets; got ${typeName(source)}.`,
    );
  }
  const problem = nameProblem(ids);
  if (problem)
    throw invalidArgument(`${caller}: the ids of the source must be distinct strings; ${problem}.`);
}

/** What is wrong with names of inputs; undefined if they are distinct strings. */
export function nameProblem(names: readonly unknown[]): string | undefined {
  const seen = new Set<string>();
  for (const [i, name] of names.entries()) {
    if (typeof name !== 'string') return `name ${i + 1} of ${names.length} is not a string`;
    if (seen.has(name)) return `"${name}" is a duplicate`;
    seen.add(name);
  }
  return undefined;
}
