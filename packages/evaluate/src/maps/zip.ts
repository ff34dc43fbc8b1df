/** The first items of all lists, then the second items, and so on until the shortest list ends. */
export function* zip<Items extends readonly unknown[]>(
  ...lists: { readonly [K in keyof Items]: Iterable<Items[K]> }
): Generator<Items, void, undefined> {
  const iterators = lists.map((list: Iterable<unknown>) => list[Symbol.iterator]());
  while (iterators.length > 0) {
    const next = iterators.map((iterator) => iterator.next());
    if (next.some(({ done }) => done)) return;
    yield next.map(({ value }) => value) as unknown as Items;
  }
}
