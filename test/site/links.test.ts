import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPages } from '../../scripts/docs-site/pages.mjs';
import { SITE } from './site.js';
import { readSite, readSiteData, type SitePage } from './site-pages.js';

const isExternal = (link: string) => /^[a-z][a-z+.-]*:/i.test(link);

interface NavigationEntry {
  readonly text: string;
  readonly path?: string;
  readonly children?: readonly NavigationEntry[];
}

describe('the site', () => {
  let pages: SitePage[];
  let anchors: Map<string, ReadonlySet<string>>;
  beforeAll(async () => {
    pages = await readSite();
    anchors = new Map(pages.map(({ path, anchors }) => [path, anchors]));
  });

  /** What is wrong with a link between pages, from the folder of a page. */
  function fault(link: string, page: string): string | undefined {
    const [target = '', anchor] = link.split('#').map(decodeURIComponent);
    const path = target === '' ? page : posix.join(posix.dirname(page), target);
    const file = path.endsWith('/') || path === '.' ? posix.join(path, 'index.html') : path;
    if (!existsSync(`${SITE}/${file}`)) return 'no such file';
    if (anchor && file.endsWith('.html') && !anchors.get(file)?.has(anchor)) return 'no such anchor';
    return undefined;
  }

  it('has no link that leads nowhere', () => {
    const links = pages.flatMap(({ path, links }) =>
      links.filter((link) => !isExternal(link)).map((link) => ({ path, link })),
    );
    const faults = links.flatMap(({ path, link }) => {
      const wrong = fault(link, path);
      return wrong ? [`${path} → ${link}: ${wrong}`] : [];
    });
    console.log(
      `site: ${links.length - faults.length} of ${links.length} internal links of ${pages.length} pages`,
    );
    expect(faults).toEqual([]);
    expect(links.length).toBeGreaterThan(10_000);
  });

  it('has external links to https addresses only', () => {
    const links = new Set(pages.flatMap(({ links }) => links).filter(isExternal));
    const hosts = new Set([...links].map((link) => new URL(link).host));
    console.log(`site: ${links.size} external links to ${[...hosts].sort().join(', ')}`);
    expect([...links].filter((link) => !URL.canParse(link) || !link.startsWith('https://'))).toEqual([]);
  });

  it('has a sidebar with the pages in the order of docs/README.md, before the packages', async () => {
    const entries = (await readSiteData('navigation')) as NavigationEntry[];
    const sections = readPages();
    expect(entries.map(({ text }) => text)).toEqual([
      ...sections.map(({ title }) => title),
      'Packages',
      'Subpaths',
    ]);
    for (const [i, { files }] of sections.entries()) expect(entries[i]?.children).toHaveLength(files.length);
    const paths = (entry: NavigationEntry): string[] => [
      ...(entry.path === undefined ? [] : [entry.path]),
      ...(entry.children ?? []).flatMap(paths),
    ];
    expect(entries.flatMap(paths).filter((path) => fault(path, 'index.html'))).toEqual([]);
  });

  it('finds names and pages by search', async () => {
    const { rows } = (await readSiteData('search')) as { rows: { name: string; url: string }[] };
    expect(rows.filter(({ url }) => fault(url, 'index.html'))).toEqual([]);
    const names = rows.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['integratedGradients', 'ExplainOptions', 'Choosing a method']),
    );
  });
});
