import { escapeXml } from '../svg/text.js';
import { figureHtml } from './figure-html.js';
import { inlineHtml, listHtml, paragraphs } from './html-text.js';
import type { ReportBlock, ReportFile } from './report.js';
import { scrollRegion } from './scroll-region.js';
import { tableHtml } from './table-html.js';
import { verdictHtml } from './verdict-html.js';

/** Blocks of a page as HTML. */
export const blocksHtml = (blocks: readonly ReportBlock[]): string => blocks.map(blockHtml).join('\n');

function blockHtml(block: ReportBlock): string {
  switch (block.kind) {
    case 'text':
      return paragraphs(block.text);
    case 'note':
      return `<div class="note" role="note" aria-label="${escapeXml(block.title)}">\n<p><strong>${inlineHtml(block.title)}</strong></p>\n${paragraphs(block.text)}\n</div>`;
    case 'code':
      return scrollRegion('Code', 'wide', `<pre><code>${escapeXml(block.text)}</code></pre>`);
    case 'list':
      return listHtml(block.items);
    case 'figure':
      return figureHtml(block);
    case 'table':
      return tableHtml(block);
    case 'verdict':
      return verdictHtml(block);
    case 'details':
      return `<details>\n<summary>${inlineHtml(block.summary)}</summary>\n${blocksHtml(block.blocks)}\n</details>`;
    case 'files':
      return `<ul class="files">\n${block.files.map(fileHtml).join('\n')}\n</ul>`;
  }
}

/** Each folder and name of the path is encoded, so that it is always a path relative to the page. */
const fileHtml = ({ href, name, content }: ReportFile): string =>
  `<li><a href="${escapeXml(href.split('/').map(encodeURIComponent).join('/'))}">${escapeXml(name)}</a>: ${inlineHtml(content)}</li>`;
