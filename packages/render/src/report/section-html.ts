import { escapeXml } from '../svg/text.js';
import { blocksHtml } from './blocks-html.js';
import { inlineHtml } from './html-text.js';
import type { ReportSection } from './report.js';

/** A section that knows its place in the page: the id of its heading, which is unique. */
export interface PlacedSection {
  readonly id: string;
  readonly heading: string;
  readonly html: string;
  readonly sections: readonly PlacedSection[];
}

/** Gives every section an id made from its heading. */
export function placeSections(sections: readonly ReportSection[], taken: Set<string>): PlacedSection[] {
  return sections.map((section) => ({
    id: uniqueId(section.heading, taken),
    heading: section.heading,
    html: blocksHtml(section.blocks),
    sections: placeSections(section.sections ?? [], taken),
  }));
}

function uniqueId(heading: string, taken: Set<string>): string {
  const name =
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '') || 'section';
  let id = name;
  for (let i = 2; taken.has(id); i++) id = `${name}-${i}`;
  taken.add(id);
  return id;
}

/** A section with the heading of its level, 2 to 6, and its subsections. */
export function sectionHtml({ id, heading, html, sections }: PlacedSection, level = 2): string {
  return [
    '<section>',
    `<h${level} id="${escapeXml(id)}">${inlineHtml(heading)}</h${level}>`,
    html,
    ...sections.map((each) => sectionHtml(each, level + 1)),
    '</section>',
  ]
    .filter(Boolean)
    .join('\n');
}

/** The table of contents: sections, and the sections in them. */
export function contentsHtml(sections: readonly PlacedSection[], depth = 2): string {
  const items = sections.map(
    ({ id, heading, sections: inner }) =>
      `<li><a href="#${encodeURIComponent(id)}">${escapeXml(heading.replaceAll('`', ''))}</a>${
        depth > 1 && inner.length > 0 ? `\n${contentsHtml(inner, depth - 1)}` : ''
      }</li>`,
  );
  return `<ol>\n${items.join('\n')}\n</ol>`;
}
