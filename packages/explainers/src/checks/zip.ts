import { invalidArgument } from '@csm/base';

/** The pairs of two lists of the same length. @throws if the lengths differ. */
export function zip<A, B>(a: readonly A[], b: readonly B[]): [A, B][] {
  const others = b[Symbol.iterator]();
  return Array.from(a, (item): [A, B] => {
    const other = others.next();
    if (!other.done) return [item, other.value];
    throw invalidArgument(
      `zip: expected two lists of the same length; got ${a.length} and ${b.length} items.`,
    );
  });
}
