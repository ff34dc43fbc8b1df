import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pages as documented } from './docs/pages.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const pages = documented.map(({ path }) => ({ path, text: readFileSync(`${root}${path}`, 'utf8') }));

/** The names of packages in the install lines of a page and in sentences such as "install `x`", without versions. */
function installed(text: string): string[] {
  const lines = [
    ...text.replace(/\\\n/g, ' ').matchAll(/^(?:[A-Z_]+=\S+ )?npm install ([^#\n]*)/gm),
    ...text.matchAll(/\binstall `([^`\s]+)`/g),
  ];
  return lines
    .flatMap(([, names = '']) => names.trim().split(/\s+/))
    .filter((name) => !name.endsWith('.tgz'))
    .map((name) => name.replace(/(?<=.)@.*$/, ''));
}

/** What `@tensorflow/tfjs` brings. */
const UNION = ['core', 'layers', 'converter', 'data', 'backend-cpu', 'backend-webgl'];
/** The same, with the packages that others bring. */
const available = (text: string): string[] => {
  const names = installed(text);
  const union = names.includes('@tensorflow/tfjs') ? UNION.map((part) => `@tensorflow/tfjs-${part}`) : [];
  return [...names, ...union];
};

/** The code blocks of a page that import something. */
const codeOf = (text: string) =>
  [...text.matchAll(/^```[tj]s\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);

/** The packages that code imports. */
function imported(code: string): string[] {
  const names = [...code.matchAll(/(?:from|import) '([^'.][^']*)'/g)].map(([, name = '']) => name);
  return names
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    )
    .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name));
}

/** The peer dependencies of one of our packages that are not optional. */
function peersOf(name: string): string[] {
  const folder = name === 'concept-saliency-maps' ? name : /^@csm\/(.*)$/.exec(name)?.[1];
  if (folder === undefined) return [];
  const { peerDependencies = {}, peerDependenciesMeta = {} } = JSON.parse(
    readFileSync(`${root}packages/${folder}/package.json`, 'utf8'),
  );
  return Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta[peer]?.optional);
}

const withInstall = pages.filter(({ text }) => installed(text).length > 0);
/** Pages of packages show fragments that continue a program of the main README with other packages. */
const whole = withInstall.filter(({ path }) => path.startsWith('docs/') || path === 'README.md');

describe('install lines', () => {
  it.each(whole)('$path: cover all packages that its code imports', ({ text }) => {
    const wanted = new Set(codeOf(text).flatMap(imported));
    expect([...wanted].filter((name) => !available(text).includes(name))).toEqual([]);
  });

  it.each(withInstall)('$path: cover the peer dependencies of what they install', ({ text }) => {
    const names = available(text);
    expect(names.flatMap(peersOf).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(whole)('$path: every file that its code imports is shown on the page', ({ text }) => {
    const files = codeOf(text).flatMap((code) =>
      [...code.matchAll(/from '\.\/([^']*)\.js'/g)].map(([, file]) => `${file}.ts`),
    );
    expect(files.filter((file) => !text.includes(`\`${file}\``))).toEqual([]);
  });
});
