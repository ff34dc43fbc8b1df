/**
 * A page with the text between two comments, `<!-- begin NAME -->` and `<!-- end NAME -->`, replaced.
 * @throws if it does not have them.
 */
export function replaceSection(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`replaceSection: the page has no ${begin} … ${end}.`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}

/** A number with so many digits after the point, a minus that is one, and nothing for none. */
export function figure(value: number, digits = 2): string {
  return Number.isNaN(value) ? '' : value.toFixed(digits).replace('-', '−');
}
