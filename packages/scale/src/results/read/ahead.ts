/** How many requests are under way at the same time. */
const AHEAD = 8;

/** Calls a function for each item, some at the same time, and yields the results in the order of the items. */
export async function* ahead<Item, Result>(
  items: Iterable<Item>,
  call: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const pending: Promise<Result>[] = [];
  for (const item of items) {
    const result = call(item);
    // Its error is thrown when it is its turn.
    result.catch(() => {});
    pending.push(result);
    if (pending.length === AHEAD) yield await pending.shift()!;
  }
  for (const result of pending) yield await result;
}
