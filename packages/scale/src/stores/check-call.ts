import { checkCount, checkOptions, checkSignal, invalidArgument, shown } from '@csm/base';
import type { GetOptions, StoreCall } from './object-store.js';

/** @throws unless the key is one that every store can hold, and that stays inside of it. */
export function checkKey(caller: string, key: string): void {
  if (typeof key === 'string' && key.split('/').every(isName)) return;
  throw invalidArgument(
    `${caller}: expected a key such as "scores/000017.parquet", without "..", empty parts and the characters \\ : * ? " < > |; ` +
      `got ${shown(key)}.`,
  );
}

/** @throws unless the prefix is the beginning of a key. */
export function checkPrefix(caller: string, prefix: string): void {
  if (typeof prefix !== 'string') {
    throw invalidArgument(`${caller}: expected a prefix such as "scores/"; got ${shown(prefix)}.`);
  }
  if (prefix !== '') checkKey(caller, prefix.replace(/\/$/, ''));
}

/** @throws unless the options are those of a call, and the call has not been aborted. */
export function checkCall(caller: string, options: StoreCall | undefined): void {
  checkOptions(caller, options, { signal: true });
  checkSignal(caller, options?.signal);
  options?.signal?.throwIfAborted();
}

/** As {@link checkCall}, for a part of an object. */
export function checkGet(caller: string, options: GetOptions | undefined): void {
  checkOptions(caller, options, { signal: true, range: { offset: true, length: true } });
  checkSignal(caller, options?.signal);
  if (options?.range !== undefined) {
    checkCount(caller, 'range.offset', options.range.offset, { min: 0 });
    checkCount(caller, 'range.length', options.range.length, { min: 0 });
  }
  options?.signal?.throwIfAborted();
}

/** @throws unless the content of an object is bytes. */
export function checkBytes(caller: string, bytes: Uint8Array): void {
  if (bytes instanceof Uint8Array) return;
  throw invalidArgument(`${caller}: expected the object's bytes as a Uint8Array; got ${shown(bytes)}.`);
}

/** Names that file systems of all kinds have, without those that lead out of a folder. */
function isName(name: string): boolean {
  return !/^\.{0,2}$|[\\:*?"<>|\p{Cc}\p{Cs}]|[. ]$/u.test(name);
}
