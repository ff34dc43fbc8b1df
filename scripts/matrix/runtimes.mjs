// Node in several versions, Bun and Deno: from npm, for this system and processor.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmInstall } from '../npm-install.mjs';
import { NO_SCRIPTS } from './install.mjs';

const system = `${process.platform}-${process.arch}`;

/** The name in the table, the package, the program in it, and the arguments before the script. */
const RUNTIMES = [
  ...['20', '22', '24', 'latest'].map((version) => ({
    pack: `node-${system}@${version}`,
    program: `node_modules/node-${system}/bin/node`,
    before: [],
    canRequire: true,
  })),
  {
    pack: `@oven/bun-${system}@latest`,
    program: `node_modules/@oven/bun-${system}/bin/bun`,
    before: ['run'],
    canRequire: true,
  },
  {
    pack: `@deno/${system}${process.platform === 'linux' ? '-glibc' : ''}@latest`,
    program: `node_modules/@deno/${system}${process.platform === 'linux' ? '-glibc' : ''}/deno`,
    before: ['run', '--allow-all', '--node-modules-dir=manual'],
    canRequire: true,
  },
];

/** Installs each runtime in a folder of its own. One that npm does not bring is returned with the reason. */
export function installRuntimes() {
  return RUNTIMES.map(({ pack, program, before, canRequire }) => {
    const folder = mkdtempSync(join(tmpdir(), 'csm-runtime-'));
    writeFileSync(join(folder, 'package.json'), '{}');
    try {
      npmInstall(folder, [pack], NO_SCRIPTS);
    } catch {
      return { name: pack, folder, missing: 'could not be installed' };
    }
    const path = join(folder, program);
    const { stdout, status, error } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    if (status !== 0) return { name: pack, folder, missing: error?.message ?? 'does not start' };
    const [version] = /\d+\.\d+\.\d+/.exec(stdout) ?? [''];
    return { name: `${nameOf(pack)} ${version}`, folder, path, before, canRequire };
  });
}

const nameOf = (pack) => (pack.startsWith('node-') ? 'Node' : pack.startsWith('@oven') ? 'Bun' : 'Deno');

/** Runs a program. @returns what it printed as JSON, or its error. */
export function runProgram({ path, before }, folder, args) {
  const { stdout, stderr, status, error } = spawnSync(path, [...before, ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 180_000,
    env: { ...process.env, NO_COLOR: '1' },
  });
  for (const text of [stdout, stdout?.trim().split('\n').at(-1)]) {
    try {
      return { numbers: JSON.parse(text), status };
    } catch {}
  }
  return { problem: error?.message ?? firstLine(stderr), status };
}

function firstLine(text) {
  const lines = text.split('\n').map((line) => line.trim());
  return (
    lines.find((line) => /error|cannot|not /i.test(line)) ?? lines.find((line) => line !== '') ?? 'no output'
  );
}
