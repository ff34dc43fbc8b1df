import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { root } from '../packages.mjs';

/** The page that lists all others, in the order in which most readers need them. The site has the same order. */
export const LIST = 'docs/README.md';

/** Pages that are not about the use of the library come last. */
const PROJECT = { title: 'Project', files: ['CHANGELOG.md', 'CONTRIBUTING.md'] };

/**
 * The pages of the site with their sections: the links of the numbered lists in `docs/README.md`, under its headings.
 * The README of the repository is the start page, and not one of them.
 */
export function readPages() {
  const sections = [];
  for (const line of readFileSync(`${root}${LIST}`, 'utf8').split('\n')) {
    const [, title] = /^## (.*)$/.exec(line) ?? [];
    if (title) sections.push({ title, files: [] });
    const section = sections.at(-1);
    if (!section || !/^( *\d+\.| {2,})/.test(line)) continue;
    for (const [, target] of line.matchAll(/\]\(([^)#]+\.md)(?:#[^)]*)?\)/g)) {
      const file = posix.join(posix.dirname(LIST), target);
      if (file !== 'README.md' && !section.files.includes(file)) section.files.push(file);
    }
  }
  return [...sections, PROJECT].filter(({ files }) => files.length > 0);
}
