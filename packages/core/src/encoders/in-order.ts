/**
 * Some items and all items that they depend on, each after its own dependencies. An explicit stack makes the walk safe for
 * graphs of any depth; in a loop, the item that was entered first comes last.
 *
 * @param inputsOf the items that an item depends on directly.
 * @param keyOf identifies an item.
 */
export function inOrder<Item>(
  last: readonly Item[],
  inputsOf: (item: Item) => readonly Item[],
  keyOf: (item: Item) => unknown = (item) => item,
): Item[] {
  const entered = new Set<unknown>();
  const order: Item[] = [];
  const waiting = [...last].reverse().map((item) => ({ item, left: false }));
  for (let top = waiting.pop(); top !== undefined; top = waiting.pop()) {
    const { item, left } = top;
    if (left) order.push(item);
    if (left || entered.has(keyOf(item))) continue;
    entered.add(keyOf(item));
    waiting.push({ item, left: true });
    for (const input of [...inputsOf(item)].reverse()) {
      if (!entered.has(keyOf(input))) waiting.push({ item: input, left: false });
    }
  }
  return order;
}
