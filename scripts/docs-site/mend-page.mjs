import { parse, parseFragment, serialize } from 'parse5';
import {
  attribute,
  elements,
  hasClass,
  prepend,
  remove,
  rename,
  setAttribute,
  textOf,
  wrap,
} from './html-tree.mjs';
import { writeRepositoryLinks } from './repository-links.mjs';

/** Mends what keeps a page of typedoc's default theme from being used with a keyboard or a screen reader; `test/site` checks it. */
export function mendPage(html) {
  const document = parse(html);
  markLandmarks(document);
  nameListOfPages(document);
  freeSummaries(document);
  mendTables(document);
  levelHeadings(document);
  writeRepositoryLinks(document);
  return serialize(document);
}

/** Landmarks for the content, with a link to it, and for the sidebars. */
function markLandmarks(document) {
  for (const element of elements(document)) {
    if (hasClass(element, 'col-content')) {
      rename(element, 'main');
      setAttribute(element, 'id', 'content');
      setAttribute(element, 'tabindex', '-1');
    }
    if (hasClass(element, 'page-menu')) {
      rename(element, 'aside');
      setAttribute(element, 'aria-label', 'On this page');
    }
    if (element.tagName === 'body') {
      prepend(element, parseFragment('<a class="skip" href="#content">Skip to the content</a>'));
    }
  }
}

/** The first link of the sidebar leads to the list of all pages and packages, but has the name of the project. */
function nameListOfPages(document) {
  for (const element of elements(document)) {
    const [first] = hasClass(element, 'tsd-navigation') ? element.childNodes : [];
    if (element.tagName !== 'nav' || first?.tagName !== 'a') continue;
    first.childNodes.splice(0, Infinity, ...parseFragment('All pages and packages').childNodes);
  }
}

/** A control that opens a section contains no link. */
function freeSummaries(document) {
  for (const summary of elements(document)) {
    if (summary.tagName !== 'summary') continue;
    for (const link of elements(summary)) if (link.tagName === 'a') remove(link);
  }
}

/** Wide tables scroll, also by keyboard; a head without text is left out, and an empty cell of a head becomes an ordinary cell. */
function mendTables(document) {
  for (const table of elements(document)) {
    if (table.tagName !== 'table') continue;
    wrap(table, 'div', { class: 'table', tabindex: '0' });
    for (const element of elements(table)) {
      const isEmpty = textOf(element).trim() === '';
      if (element.tagName === 'thead' && isEmpty) remove(element);
      if (element.tagName === 'th' && isEmpty) rename(element, 'td');
    }
  }
}

/** No heading is more than one level below the one before it. Headings look as before. */
function levelHeadings(document) {
  let last = 0;
  for (const heading of elements(document)) {
    if (!/^h[1-6]$/.test(heading.tagName) || attribute(heading, 'role')) continue;
    const level = Number(heading.tagName[1]);
    const mended = Math.min(level, last + 1);
    if (mended !== level) setAttribute(heading, 'aria-level', String(mended));
    last = mended;
  }
}
