import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Block, blocksOf } from './blocks.js';

export const root: string = fileURLToPath(new URL('../../', import.meta.url));

/** A page of the documentation, by its path in the repository. */
export interface Page {
  readonly path: string;
  readonly blocks: readonly Block[];
}

/** README.md, all pages in `docs`, and the READMEs of the packages. */
export const pages: readonly Page[] = [
  'README.md',
  ...readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .map((path) => `docs/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.md') && !path.startsWith('docs/api/'))
    .sort(),
  ...readdirSync(`${root}packages`)
    .map((name) => `packages/${name}/README.md`)
    .filter((path) => existsSync(root + path)),
].map((path) => ({ path, blocks: blocksOf(readFileSync(root + path, 'utf8')) }));

/** Where a block is: `docs/guide/errors.md:19`. */
export const placeOf = (page: Page, block: Block): string => `${page.path}:${block.line}`;

/** The blocks of all pages in some languages, by their places. */
export const byPlace = (
  languages: readonly string[],
): (readonly [place: string, { readonly page: Page; readonly block: Block }])[] =>
  pages.flatMap((page) =>
    page.blocks
      .filter(({ language }) => language !== undefined && languages.includes(language))
      .map((block) => [placeOf(page, block), { page, block }] as const),
  );
