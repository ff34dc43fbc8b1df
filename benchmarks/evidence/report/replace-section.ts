/**
 * Replaces the text of a page between two comments, `<!-- begin NAME -->` and `<!-- end NAME -->`.
 * @throws if the page does not have both comments.
 */
export function replaceSection(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from)
    throw new Error(
      `replaceSection: the page has no ${begin} … ${end}; add both comments where the section belongs.`,
    );
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}

/**
 * Formats a number with the given digits after the decimal point and a true minus sign (−); NaN gives an empty
 * text.
 */
export function figure(value: number, digits = 2): string {
  return Number.isNaN(value) ? '' : value.toFixed(digits).replace('-', '−');
}
