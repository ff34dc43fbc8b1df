// Fails on a folder of more than 20 source files; tests (*.test.ts) and declarations (*.d.ts) are not counted.
// --print prints the number of source files per folder.
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const MOST = 20;

/** Folders that may contain more files, because all files are of one kind. The reason states the kind. */
const OF_ONE_KIND = {
  'packages/core/src/graph/operations': 'one operation of a network per file',
  'packages/explainers/src/testing/checks': 'one check of the contract of an explainer per file',
};

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { print: { type: 'boolean' } } });
const packages = readdirSync(join(root, 'packages'));
const folders = [
  ...packages.flatMap((name) => [`packages/${name}/src`, `packages/${name}/test`]),
  'examples',
  'benchmarks',
  'support',
  'test',
].flatMap((folder) => count(join(root, folder)));

let failed = false;
for (const { folder, files } of folders) {
  if (values.print && files > 0) console.log(`${String(files).padStart(4)}  ${folder}`);
  if (files <= MOST || OF_ONE_KIND[folder]) continue;
  failed = true;
  console.error(
    `check-folders: ${folder} holds ${files} source files; at most ${MOST} are allowed. ` +
      'Split it by topic, or add it to OF_ONE_KIND in scripts/check-folders.mjs if all files are of one kind.',
  );
}
for (const folder of Object.keys(OF_ONE_KIND)) {
  if (folders.some((found) => found.folder === folder)) continue;
  failed = true;
  console.error(`check-folders: ${folder} does not exist; remove it from OF_ONE_KIND.`);
}
process.exitCode = failed ? 1 : 0;

/** The number of source files of a folder and of each folder in it. */
function count(path) {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && isSource(entry.name)).length;
  const inside = entries
    .filter((entry) => entry.isDirectory() && !['node_modules', 'out'].includes(entry.name))
    .flatMap((entry) => count(join(path, entry.name)));
  return [{ folder: relative(root, path).split(sep).join('/'), files }, ...inside];
}

function isSource(name) {
  return name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('.d.ts');
}
