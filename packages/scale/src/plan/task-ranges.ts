/**
 * Task numbers as text, such as `3-17,20`, which {@link parseTasks} reads.
 * @param tasks in ascending order.
 * @param most ranges that are written; where there are more, the text ends with `,…`. Default: all.
 * @category Plan and run
 */
export function taskRanges(tasks: readonly number[], most = Number.POSITIVE_INFINITY): string {
  const ranges: [first: number, last: number][] = [];
  for (const task of tasks) {
    const range = ranges.at(-1);
    if (range && range[1] === task - 1) range[1] = task;
    else ranges.push([task, task]);
  }
  const shown = ranges
    .slice(0, most)
    .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return `${shown.join(',')}${ranges.length > most ? ',…' : ''}`;
}
