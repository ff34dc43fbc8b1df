/** Text as HTML. */
export const asHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** A link to a file of the page's folder. */
export function link(href: string, text: string): string {
  return `<a href="${href.split('/').map(encodeURIComponent).join('/')}">${asHtml(text)}</a>`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: 'th' | 'td') =>
    `<tr>${cells.map((cell) => `<${tag}>${asHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="wide"><table><thead>${line(head, 'th')}</thead><tbody>\n${rows.map((row) => line(row, 'td')).join('\n')}\n</tbody></table></div>`;
}

/** A list of texts. */
export const list = (items: readonly string[]): string =>
  `<ul>\n${items.map((item) => `<li>${asHtml(item)}</li>`).join('\n')}\n</ul>`;

/** A whole page. */
export const htmlPage = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${asHtml(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1100px; margin: 2em auto; padding: 0 1em; color: #111; }
p, ul, figcaption { max-width: 48em; }
h2 { margin-top: 2.5em; border-top: 2px solid #ddd; padding-top: 1em; }
table { border-collapse: collapse; font-size: 13px; margin: .5em 0; }
th, td { padding: .2em .6em; border-bottom: 1px solid #ddd; text-align: right; font-variant-numeric: tabular-nums; }
th { vertical-align: bottom; } th:first-child, td:first-child, .names td:nth-child(2), .names th:nth-child(2) { text-align: left; }
.wide { overflow-x: auto; }
.concepts { display: flex; flex-wrap: wrap; gap: 2em; }
figure { margin: 2.5em 0; }
figure img { max-width: 100%; height: auto; display: block; border: 1px solid #eee; }
figcaption { margin-top: .6em; color: #333; } figcaption b { color: #111; }
summary { cursor: pointer; margin: .5em 0; }
a { color: #0b57a4; }
</style>
<h1>${asHtml(title)}</h1>
${body}
</html>
`;
