// The published packages of this repository, and their packs: what `npm publish` would upload.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Folder, package.json and name of every package that is not private, sorted by folder. */
export function publicPackages() {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: readJson(join(folder, 'package.json')) }))
    .filter(({ manifest }) => !manifest.private)
    .map(({ folder, manifest }) => ({ folder, manifest, name: manifest.name, entries: entriesOf(manifest) }));
}

/** What users import: `@csm/core`, `@csm/core/node`, … */
function entriesOf({ name, exports }) {
  return Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === 'string' ? [] : [`${name}${entry.slice(1)}`],
  );
}

/** Packs every package as `pnpm publish` would; the packages must be built. Returns them with the path of their pack. */
export function packAll(to) {
  mkdirSync(to, { recursive: true });
  const { packageManager } = readJson(join(root, 'package.json'));
  return publicPackages().map((one) => {
    const args = ['--yes', packageManager, 'pack', '--json', '--pack-destination', to];
    const said = JSON.parse(execFileSync('npx', args, { cwd: one.folder, encoding: 'utf8' }));
    return { ...one, file: said.filename, files: said.files.map(({ path }) => path) };
  });
}

/** The published packages that a package needs, itself included. */
export function withSisters(name, packages) {
  const found = new Set();
  const visit = (wanted) => {
    const one = packages.find((candidate) => candidate.name === wanted);
    if (!one || found.has(one)) return;
    found.add(one);
    Object.keys(one.manifest.dependencies ?? {}).forEach(visit);
  };
  visit(name);
  return [...found];
}
