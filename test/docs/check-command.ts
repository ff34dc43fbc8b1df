import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { programFor } from '../../packages/cli/src/program.js';
import { publicPackages } from '../../scripts/packages.mjs';
import { type Command, optionsIn } from './commands.js';
import { type Page, root } from './pages.js';

/** Programs of others that pages call, with what their call is for. */
const OTHERS: Readonly<Record<string, string>> = {
  aws: 'starts jobs on AWS',
  cd: 'changes the folder',
  duckdb: 'queries tables',
  git: 'gets the repository',
  mkdir: 'makes a folder',
  pip: 'installs packages of Python',
  seq: 'prints numbers',
  tar: 'unpacks a file',
  tensorflowjs_converter: 'converts a SavedModel',
};

const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  scripts: Record<string, string>;
};

/** Throws if a command of a page cannot work: a script, a file, a package, a command of `csm` or an option that does not exist. */
export function checkCommand({ words }: Command, page: Page): void {
  const [program = '', ...args] = words;
  const [first = '', ...rest] = args;
  const call = words.join(' ');
  if (program === 'csm') checkCsm(args);
  else if (program === 'npx') checkNpx(args, page);
  else if (program === 'xargs') checkCommand({ words: afterOptions(args) }, page);
  else if (['node', 'python', 'python3'].includes(program)) checkFile(first, rest, page);
  else if (program === 'npm') checkNpm(first, rest);
  else if (!(program in OTHERS)) {
    throw new Error(
      `${call}: expected a known program; got ${program}; add it to test/docs/check-command.ts.`,
    );
  }
}

/** The command that `xargs -P 2 -n 1` runs. */
const afterOptions = (args: readonly string[]): string[] => {
  const start = args.findIndex((arg, i) => !/^-|^\d+$/.test(arg) && !/^-I$/.test(args[i - 1] ?? ''));
  // The number that xargs appends.
  return [...args.slice(start), '0'];
};

function checkNpm(command: string, args: readonly string[]): void {
  const [first = '', ...rest] = args;
  if (['install', 'i'].includes(command)) checkInstall(args);
  else if (command === 'run') checkScript(first, rest);
  else if (['start', 'test'].includes(command)) checkScript(command, args);
  else if (!['create', 'init', 'pack', 'pkg', 'rebuild'].includes(command)) {
    throw new Error(`npm ${command}: expected a known command of npm.`);
  }
}

function checkNpx(args: readonly string[], page: Page): void {
  const [program = '', ...rest] = args.filter((arg) => !['--yes', '-y'].includes(arg));
  if (program === 'csm' || program === '@csm/cli') checkCsm(rest);
  else if (program === 'tsx') checkFile(rest[0] ?? '', rest.slice(1), page);
  else if (!['vite', 'vitest'].includes(program))
    throw new Error(`npx ${program}: expected a known program.`);
}

/** A file is in the repository, or the page shows it. Its options are in its help, or else in its text. */
function checkFile(path: string, args: readonly string[], page: Page): void {
  const options = optionsIn(args);
  const shown = page.blocks.find(({ file }) => file === path);
  if (!shown && !existsSync(root + path))
    throw new Error(`${path} is neither on the page nor in the repository.`);
  if (options.length === 0) return;
  const help = shown ? shown.text : helpOf(path);
  const missing = options.filter((option) => !help.includes(shown ? option.slice(2) : option));
  if (missing.length > 0) throw new Error(`${path} has no option ${missing.join(', ')}.`);
}

const helps = new Map<string, string>();
function helpOf(path: string): string {
  const known = helps.get(path);
  if (known !== undefined) return known;
  const program = spawnSync(process.execPath, ['--import', 'tsx', path, '--help'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (program.status !== 0) throw new Error(`${path} has no options: it does not know --help.`);
  const help = program.stdout;
  helps.set(path, help);
  return help;
}

function checkScript(name: string, args: readonly string[]): void {
  const script = scripts[name];
  if (script === undefined) throw new Error(`package.json has no script ${name}.`);
  const options = optionsIn(args);
  if (options.length === 0) return;
  const [, path] = /\b(?:tsx|node) (\S+)/.exec(script) ?? [];
  if (path === undefined) throw new Error(`npm run ${name} takes no options.`);
  const missing = options.filter((option) => !helpOf(path).includes(option));
  if (missing.length > 0) throw new Error(`npm run ${name} has no option ${missing.join(', ')}.`);
}

const ours: ReadonlySet<string> = new Set(publicPackages().map(({ name }) => name));

/** Packages of this repository exist, and packages of tfjs have the tested version. */
function checkInstall(args: readonly string[]): void {
  for (const arg of args) {
    if (arg.startsWith('-') || arg.endsWith('.tgz')) continue;
    const [, name = '', version] = /^(@?[^@]+)(?:@(.*))?$/.exec(arg) ?? [];
    if (name.startsWith('@csm/') && !ours.has(name)) throw new Error(`there is no package ${name}.`);
    if (name.startsWith('@tensorflow/') && version !== '4.22.0') {
      throw new Error(`${arg}: expected the tested version, ${name}@4.22.0.`);
    }
  }
}

/** The parser of `csm` knows the command and its options. */
function checkCsm(args: readonly string[]): void {
  const words = args.filter((arg) => !['--help', '--version'].includes(arg));
  if (words.length === 0) return;
  const program = programFor(words, process, new AbortController().signal);
  for (const command of program.commands) command.action(() => {});
  try {
    program.parse([...words], { from: 'user' });
  } catch (error) {
    throw new Error(`csm ${args.join(' ')}: ${(error as Error).message}`, { cause: error });
  }
}
