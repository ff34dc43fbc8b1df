import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { invalidArgument } from '@csm/base';
import type { Command } from 'commander';
import { isUrl } from '../scale/store-place.js';
import { usageError } from './usage-error.js';

/** Options that name something that a command reads. */
const READ = [
  ...['concepts', 'decoder', 'latents', 'data', 'attributes', 'features', 'weights', 'gmt', 'vector'],
  ...['encoder', 'secondEncoder', 'geneSets', 'enrich'],
];

/**
 * Checks, before any work, where a command is to write: the place is a file or a folder as the option says, can be written, and is
 * nothing that the command reads; a store is not in the folder of the data either. Also checks that `--concepts` and `--latents` are folders.
 */
export async function checkPaths(command: Command): Promise<void> {
  const values: Readonly<Record<string, unknown>> = command.opts();
  const given = [...command.processedArgs.flat(), ...READ.map((name) => values[name])];
  const read = new Set(given.filter((path) => typeof path === 'string').map((path) => resolve(path)));
  for (const { long, flags } of command.options) {
    const name = long?.slice(2) ?? '';
    const value = values[name];
    if (typeof value !== 'string' || value === '') continue;
    const isStore = flags.includes('<store>') && !isUrl(value);
    const isFolder = flags.includes('<folder>') || isStore;
    const kind = isFolder ? 'folder' : flags.includes('<file>') ? 'file' : undefined;
    if (kind === undefined) continue;
    if (name === 'out' || name === 'h5ad') {
      if (read.has(resolve(value))) {
        throw usageError(
          `--${name} must not be what the command reads; got "${value}"; choose another ${kind}, because models and data are never changed.`,
        );
      }
      if (isStore && name === 'out') checkOutsideData(command, value);
      await checkKind(name, value, kind);
      await checkWritable(name, value);
    }
    if ((name === 'concepts' || name === 'latents') && command.name() !== 'export') {
      await checkKind(name, value, kind);
    }
  }
}

/** The files of a store would be taken for data by the workers of the plan. */
function checkOutsideData(command: Command, store: string): void {
  const at = command.registeredArguments.findIndex((argument) => argument.name() === 'data');
  const data: unknown = command.processedArgs[at];
  if (typeof data !== 'string' || !resolve(store).startsWith(`${resolve(data)}${sep}`)) return;
  throw usageError(
    `--out must not be inside the data; got "${store}", which is in "${data}"; choose another folder, because models and data are never changed.`,
  );
}

async function checkKind(name: string, path: string, kind: 'file' | 'folder'): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.isDirectory() === (kind === 'folder')) return;
  const remedy = name === 'out' ? `choose another ${kind}` : `pass the ${kind}`;
  throw usageError(
    `--${name} must be a ${kind}; "${path}" is a ${found.isDirectory() ? 'folder' : 'file'}; ${remedy}.`,
  );
}

/** The nearest folder above a path that exists must be a folder that can be written. */
async function checkWritable(name: string, path: string): Promise<void> {
  let at = resolve(path);
  let found = await stat(at).catch(() => undefined);
  while (found === undefined || (at === resolve(path) && found.isFile())) {
    if (dirname(at) === at) return;
    at = dirname(at);
    found = await stat(at).catch(() => undefined);
  }
  if (!found.isDirectory()) {
    throw usageError(`--${name} ${path}: "${at}" is a file and not a folder; choose another place.`);
  }
  const isWritable = await access(at, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (isWritable) return;
  throw invalidArgument(
    `csm: --${name} ${path}: the folder "${at}" cannot be written; choose another place, or change its permissions.`,
  );
}
