import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { sha256 } from '../run/run-record.js';
import { modelInputsFiles } from './model-inputs.js';
import type { ModelKind } from './model-kind.js';

/** The files that a model was read from, each with its SHA-256. The paths are relative to the folder of the model. */
export type ModelFiles = Readonly<Record<string, string>>;

/** @param external names of files with external data of an ONNX model, as its reader asked for them. */
export async function modelFiles(
  { kind, path }: ModelKind,
  external: Iterable<string> = [],
): Promise<ModelFiles> {
  const folder = (await stat(path)).isDirectory() ? path : dirname(path);
  const files =
    kind === 'vae'
      ? [...(await filesBelow(path)), ...modelInputsFiles({ kind, path })]
      : [path, ...(await namedFiles(kind, path, external))];
  const hashed: [string, string][] = [];
  for (const file of [...new Set(files)].sort()) hashed.push([relative(folder, file), await sha256(file)]);
  return Object.fromEntries(hashed);
}

/** One SHA-256 for a model: of its file, or of the list of its files as `sha256sum` prints it. */
export function modelHash(files: ModelFiles): string {
  const [first, ...others] = Object.entries(files);
  if (first && others.length === 0) return first[1];
  const lines = Object.entries(files).map(([name, hash]) => `${hash}  ${name}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

async function namedFiles(
  kind: ModelKind['kind'],
  path: string,
  external: Iterable<string>,
): Promise<string[]> {
  if (kind === 'onnx') return [...external].map((name) => join(dirname(path), name));
  if (kind === 'keras') return [];
  const { weightsManifest } = JSON.parse(await readFile(path, 'utf8')) as {
    weightsManifest: { paths: string[] }[];
  };
  return weightsManifest.flatMap(({ paths }) => paths.map((name) => join(dirname(path), name)));
}

async function filesBelow(folder: string): Promise<string[]> {
  const names = ['vae.json'];
  for (const part of ['encoder', 'decoder']) {
    for (const name of await readdir(join(folder, part))) names.push(join(part, name));
  }
  return names.map((name) => join(folder, name));
}
