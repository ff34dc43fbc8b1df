// The install lines of README, docs and the packages' READMEs, and whether npm can resolve them from packs.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmInstall } from './npm-install.mjs';
import { readJson, root, withSisters } from './packages.mjs';

/** The pages that users read. */
export function pages() {
  const markdown = (folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`);
  const packageReadmes = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`);
  return ['README.md', ...markdown('docs/guide'), ...markdown('docs/how-to'), ...packageReadmes];
}

/** The packages of each `npm install` line, without duplicate lines: [['@csm/core', '@tensorflow/tfjs-core@4.22.0'], …]. */
export function installLines() {
  const texts = pages().map((path) => readFileSync(join(root, path), 'utf8').replace(/\\\n/g, ' '));
  const lines = texts
    .flatMap((text) => [...text.matchAll(/^npm install ([^#\n]*)/gm)])
    .map(([, names]) => names.trim().split(/\s+/))
    // Flags such as -g change nothing about what is installed; packs are tried by scripts/check-install.mjs.
    .map((names) => names.filter((name) => !name.startsWith('-') && !name.endsWith('.tgz')))
    .filter((names) => names.length > 0);
  return [...new Map(lines.map((names) => [[...names].sort().join(' '), names])).values()];
}

/**
 * Lets npm resolve a line in an empty folder, with packs in place of the names that are not published yet. Nothing is downloaded
 * but the descriptions of packages. @throws if npm cannot, or if it would install two copies of tfjs-core.
 */
export function resolveLine(names, packages, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const ours = new Set(names.flatMap((name) => withSisters(name.replace(/(?<=.)@.*$/, ''), packages)));
  const others = names.filter((name) => !packages.some((one) => one.name === name.replace(/(?<=.)@.*$/, '')));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  const packs = [...ours].map(({ file }) => file);
  npmInstall(folder, [...packs, ...others], ['--package-lock-only']);
  const copies = copiesIn(join(folder, 'package-lock.json'), '@tensorflow/tfjs-core');
  if (copies.length > 1)
    throw new Error(`npm install ${names.join(' ')}: two copies of tfjs-core: ${copies.join(', ')}`);
}

/** Where npm puts a package, by its lock file. */
export function copiesIn(lock, name) {
  return Object.entries(readJson(lock).packages)
    .filter(([path]) => path.endsWith(`node_modules/${name}`))
    .map(([path, { version }]) => `${path} ${version}`);
}
