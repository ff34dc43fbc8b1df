import type { ConceptVector, Decoder, Encoder } from '@csm/core';
import type { SpatialCounts } from '@csm/datasets';
import type { NdArray } from 'ndarray';

/** What the worker holds: one model, its inputs, and the concept. It is replaced as a whole when something is loaded. */
export interface Session {
  readonly name: string;
  readonly kind: 'pictures' | 'rows' | 'spots';
  readonly ids: readonly string[];
  /** `[n, ...inputShape]`, as the encoder takes them. Without an encoder, pictures are `[n, height, width, 3]`. */
  readonly inputs: NdArray<Float32Array>;
  readonly featureNames?: readonly string[];
  readonly attributes: readonly Attribute[];
  readonly modelName?: string;
  readonly encoder?: Encoder;
  readonly decoder?: Decoder;
  /** `[n, latentSize]`, in the order of the ids. */
  readonly latents?: NdArray<Float32Array>;
  /** Counts, positions and pictures of a tissue. */
  readonly tissue?: SpatialCounts;
  /** The user's `.h5ad` that the tissue was read from; results are added to a copy of it. */
  readonly tissueFile?: Blob;
  readonly notes: readonly string[];
}

/** One value per input; undefined where it is missing. */
export type Attribute =
  | { readonly name: string; readonly kind: 'boolean'; readonly values: readonly (boolean | undefined)[] }
  | { readonly name: string; readonly kind: 'category'; readonly values: readonly (string | undefined)[] }
  | { readonly name: string; readonly kind: 'number'; readonly values: readonly (number | undefined)[] };

/** The concept that maps are made of, with the examples it was made from (indices of inputs). */
export interface MadeConcept {
  readonly vector: ConceptVector;
  readonly with: readonly number[];
  readonly without: readonly number[];
}

let session: Session | undefined;
let made: MadeConcept | undefined;

/** @throws a sentence for the user if nothing is loaded. */
export function currentSession(): Session {
  if (session === undefined)
    throw new Error('Nothing is loaded yet: choose an example or drop a model and data.');
  return session;
}

/** The session if something is loaded. */
export const loadedSession = (): Session | undefined => session;

/** @throws a sentence for the user if the model is missing. */
export function currentModel() {
  const { encoder, latents, ...others } = currentSession();
  if (encoder === undefined || latents === undefined) {
    throw new Error(
      'The model is missing: drop an encoder (.onnx, .keras, or model.json with its .bin files).',
    );
  }
  return { ...others, encoder, latents };
}

/** Replaces the session and forgets the concept. Frees the models that the new session does not use. */
export async function replaceSession(next: Session): Promise<void> {
  const earlier = session;
  session = next;
  made = undefined;
  if (earlier) await freeModels(earlier);
}

/** Frees the models of a session that the current session does not use. */
export async function freeModels({ encoder, decoder }: Session): Promise<void> {
  if (encoder !== session?.encoder) await (encoder as { dispose?(): unknown } | undefined)?.dispose?.();
  if (decoder !== session?.decoder) await decoder?.dispose?.();
}

/** @throws a sentence for the user if no concept was made. */
export function currentConcept(): MadeConcept {
  if (made === undefined) throw new Error('Make a concept first: choose an attribute or examples.');
  return made;
}

export function replaceConcept(next: MadeConcept | undefined): void {
  made = next;
}
