import { existsSync, readFileSync } from 'node:fs';
import type { Block } from './blocks.js';
import { type Example, exampleOf } from './examples.js';
import { type Import, type Kind, type Names, namesOf } from './names.js';
import { type Page, placeOf, root } from './pages.js';

/** A TypeScript or JavaScript block as a module. */
export interface BlockModule {
  readonly place: string;
  readonly block: Block;
  /** The path in the repository. */
  readonly path: string;
  /** The block, after one line of imports and before one line of exports. */
  readonly text: string;
  /** The file of the examples that the block shows. */
  readonly example: Example | undefined;
}

const CODE = ['ts', 'js'];
export const isCode = ({ language }: Block): boolean => language !== undefined && CODE.includes(language);

/** The folder of a page's modules. */
const folderOf = (page: Page): string =>
  `test/docs/out/pages/${page.path.replace(/\.md$/, '').replaceAll('/', '-')}`;

/** The file that gives what the blocks of a page take as given: `setup/docs/guide/errors.ts` for `docs/guide/errors.md`. */
export function setupOf(page: Page): string | undefined {
  const path = `test/docs/setup/${page.path.replace(/\.md$/, '.ts')}`;
  return existsSync(root + path) ? path : undefined;
}

/**
 * The modules of a page. A block takes the names that it does not declare from the blocks before it, the nearest first, and then from the
 * page's setup. A whole program (it sets the backend, or the page names its file) takes none from blocks before it. A file of the examples
 * gives later blocks its imports only.
 */
export function modulesOf(page: Page): BlockModule[] {
  const folder = folderOf(page);
  const toRoot = '../'.repeat(folder.split('/').length);
  const given = new Map<string, Import>();
  const fromSetup = new Map<string, Import>();
  const setup = setupOf(page);
  if (setup !== undefined) {
    const from = toRoot + setup.replace(/\.ts$/, '.js');
    const { exported } = namesOf(readFileSync(root + setup, 'utf8'), setup);
    for (const [name, kind] of exported) fromSetup.set(name, { from, name, kind });
  }
  return page.blocks.filter(isCode).map((block) => {
    const file = block.file ?? `block-${block.line}.${block.language}`;
    const names = namesOf(block.text, file);
    const program = block.file !== undefined || /\bsetBackend\(/.test(block.text);
    const imports = importsOf(names, program ? fromSetup : new Map([...fromSetup, ...given]));
    const example = exampleOf(page.path, block);
    for (const [name, found] of names.imported) given.set(name, found);
    if (example === undefined) {
      const from = `./${file.replace(/\.ts$/, '.js')}`;
      for (const [name, kind] of names.declared) given.set(name, { from, name, kind });
    }
    const text = `${imports}\n${block.text}${exportsOf(names)}\n`;
    return { place: placeOf(page, block), block, path: `${folder}/${file}`, text, example };
  });
}

function importsOf({ declared, imported, used }: Names, given: ReadonlyMap<string, Import>): string {
  const lines = [...given].flatMap(([name, found]) => {
    if (!used.has(name) || declared.has(name) || imported.has(name)) return [];
    const type = found.kind === 'type' ? 'type ' : '';
    const what =
      found.name === '*' ? `* as ${name}` : `{ ${found.name === name ? name : `${found.name} as ${name}`} }`;
    return [`import ${type}${what} from '${found.from}';`];
  });
  return lines.join(' ');
}

/** Exports what the block declares, so that later blocks can use it and no declaration counts as unused. */
function exportsOf({ declared, exported }: Names): string {
  const namesOfKind = (wanted: Kind) =>
    [...declared].filter(([name, kind]) => kind === wanted && !exported.has(name)).map(([name]) => name);
  const types = namesOfKind('type');
  return `export { ${namesOfKind('value').join(', ')} };${types.length > 0 ? ` export type { ${types.join(', ')} };` : ''}`;
}
