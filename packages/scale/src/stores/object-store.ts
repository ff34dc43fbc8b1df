/** Where results are put: a folder, or a bucket of an S3-compatible service. Keys are paths with `/`, relative to the store. */
export interface ObjectStore {
  /** What messages call it: its folder or URL. */
  readonly name: string;
  /** The bytes of an object, or a part of them; undefined if there is no such object. */
  get(key: string, options?: GetOptions): Promise<Uint8Array | undefined>;
  /**
   * Puts an object unless the key exists, atomically: readers see all of it or nothing, and of two writers at the same time exactly
   * one gets true. Nothing in a store is ever replaced.
   * @returns whether it was written. False does not mean that somebody else wrote it: where a network lost the answer to a put and the put
   * was repeated, the object of the first one is found. Hence `putOnce`, which compares the bytes.
   */
  putIfAbsent(key: string, bytes: Uint8Array, options?: StoreCall): Promise<boolean>;
  has(key: string, options?: StoreCall): Promise<boolean>;
  /** The keys that begin with a prefix, in ascending order of their UTF-8 bytes. */
  list(prefix: string, options?: StoreCall): AsyncIterable<string>;
}

/** Options of every call. */
export interface StoreCall {
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link ObjectStore.get}. */
export interface GetOptions extends StoreCall {
  /** Only these bytes; fewer where the object ends before. */
  readonly range?: { readonly offset: number; readonly length: number } | undefined;
}
