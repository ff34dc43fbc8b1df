import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import GithubSlugger from 'github-slugger';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const SKIPPED = /(^|\/)(node_modules|out|dist|docs\/api|packs)$/;

/** The pages of Markdown in a folder of the repository, and in the folders in it. */
function pagesIn(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.test(path) ? [] : pagesIn(path);
    return path.endsWith('.md') ? [path] : [];
  });
}

const pages = new Map(
  ['.', 'docs', 'packages', 'examples', 'benchmarks']
    .flatMap((folder) =>
      folder === '.' ? readdirSync(root).filter((name) => name.endsWith('.md')) : pagesIn(folder),
    )
    .map((path) => [path, readFileSync(`${root}${path}`, 'utf8').replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, '')]),
);

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(text: string): Set<string> {
  const slugger = new GithubSlugger();
  const headings = [...text.matchAll(/^#{1,6} +(.*?) *#*$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      slugger.slug(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '')),
    ),
  );
}

const linksOf = (text: string) =>
  [...text.replace(/`[^`\n]*`/g, '`code`').matchAll(/\]\(([^()\s]+)(?: "[^"]*")?\)/g)].map(
    ([, link = '']) => link,
  );

function fault(page: string, link: string): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(link)) return URL.canParse(link) ? undefined : 'no address';
  const [target = '', anchor] = link.split('#').map(decodeURIComponent);
  const path = target === '' ? page : posix.join(posix.dirname(page), target);
  if (!existsSync(`${root}${path}`)) return 'no such file';
  if (anchor === undefined) return undefined;
  const text = pages.get(path);
  return text && !anchorsOf(text).has(anchor) ? 'no such heading' : undefined;
}

describe('links between pages of Markdown', () => {
  it.each([...pages])('%s: all lead somewhere', (page, text) => {
    const faults = linksOf(text).flatMap((link) => {
      const wrong = fault(page, link);
      return wrong ? [`${link}: ${wrong}`] : [];
    });
    expect(faults).toEqual([]);
  });

  it('are found', () => {
    expect([...pages].flatMap(([, text]) => linksOf(text)).length).toBeGreaterThan(150);
    expect(fault('README.md', 'docs/guide/no-such-page.md')).toBe('no such file');
    expect(fault('README.md', 'docs/guide/errors.md#no-such-heading')).toBe('no such heading');
  });
});
