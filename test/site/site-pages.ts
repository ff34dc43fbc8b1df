import { readdir, readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { type DefaultTreeAdapterMap, parse } from 'parse5';
import { attribute, elements } from '../../scripts/docs-site/html-tree.mjs';
import { SITE } from './site.js';

/** A page of the site: what it links to, and which anchors it has. */
export interface SitePage {
  /** Its path on the site. */
  readonly path: string;
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
}

/** All pages of the built site. */
export async function readSite(): Promise<SitePage[]> {
  const files = await readdir(SITE, { recursive: true });
  return Promise.all(
    files
      .filter((file) => file.endsWith('.html'))
      .map((file) => file.replaceAll('\\', '/'))
      .map(async (path) => ({ path, ...linksAndAnchors(parse(await readFile(`${SITE}/${path}`, 'utf8'))) })),
  );
}

function linksAndAnchors(document: DefaultTreeAdapterMap['document']) {
  const all = [...elements(document)];
  const values = (name: string) => all.flatMap((element) => attribute(element, name) ?? []);
  return {
    links: [...values('href'), ...values('src')],
    anchors: new Set([...values('id'), ...values('name')]),
  };
}

/** Data that typedoc's scripts read, such as the sidebar: JSON, compressed, as a string in a script. */
export async function readSiteData(name: 'navigation' | 'search'): Promise<unknown> {
  const script = await readFile(`${SITE}/assets/${name}.js`, 'utf8');
  const [, base64 = ''] = /"([^"]+)"/.exec(script) ?? [];
  return JSON.parse(inflateSync(Buffer.from(base64, 'base64')).toString());
}
