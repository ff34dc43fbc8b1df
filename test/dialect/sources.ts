import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** All source files of all packages, parsed; tests are left out. */
export function packageSources(): ts.SourceFile[] {
  return readdirSync(join(root, 'packages'))
    .flatMap((name) => sourceFiles(join(root, 'packages', name, 'src')))
    .map((path) => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true));
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

/** Calls `visit` with a node and everything inside it. */
function visitAll(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => visitAll(child, visit));
}

/** The nodes inside of some nodes, or of all sources, for which `test` is true. */
export function nodesWhere<T extends ts.Node>(
  outer: readonly ts.Node[],
  test: (node: ts.Node) => node is T,
): T[] {
  const found: T[] = [];
  for (const each of outer) visitAll(each, (node) => test(node) && found.push(node));
  return found;
}

/** The location of a node, in the form that editors and terminals understand: `packages/core/src/index.ts:12`. */
export function placeOf(node: ts.Node): string {
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return `${relative(root, source.fileName)}:${line + 1}`;
}
