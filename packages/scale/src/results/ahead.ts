/** How many calls are under way at the same time: a store on the network takes long for each. */
const AHEAD = 8;

/**
 * Calls a function for each item, some at the same time, and yields the results in the order of the items. After an error it waits for
 * the calls that are under way.
 */
export async function* ahead<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  call: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const pending: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      const result = call(item);
      // Its error is thrown when it is its turn.
      result.catch(() => {});
      pending.push(result);
      if (pending.length === AHEAD) yield await pending.shift()!;
    }
    while (pending.length > 0) yield await pending.shift()!;
  } finally {
    await Promise.allSettled(pending);
  }
}
