import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invalidArgument, invalidFile, typeName, unreadableFile } from '@csm/base';
import { foreignFormat } from './foreign-format.js';
import { MODEL_FILE } from './write-model.js';

/** Where a model is: a path of its folder or file, or a `file://` URL of either. */
export type ModelPath = string | URL;

/** The path of a model's folder or file. @throws unless it is a non-empty string or a `file://` URL. */
export function pathOf(caller: string, name: string, path: ModelPath): string {
  const isUrl = path instanceof URL || (typeof path === 'string' && /^[a-z][a-z\d+.-]+:\/\//i.test(path));
  if (isUrl) {
    const url = new URL(path);
    if (url.protocol === 'file:') return fileURLToPath(url);
    throw invalidArgument(
      `${caller}: ${name} must be a path on this computer; got "${url.protocol}//…"; over HTTP use tf.loadLayersModel or ` +
        'tf.loadGraphModel of tfjs.',
    );
  }
  if (typeof path === 'string' && path !== '') return path;
  throw invalidArgument(
    `${caller}: ${name} must be the path of a folder or file, such as "models/faces"; got ${typeName(path)}.`,
  );
}

/** The file of a model: the path itself if it is a file, `model.json` if it is a folder. @throws if it does not exist. */
export async function modelFile(caller: string, path: ModelPath): Promise<string> {
  const given = resolve(pathOf(caller, 'path', path));
  const found = await stat(given).catch((cause) => {
    throw unreadableFile(`${caller}: ${given}`, cause, 'file or folder');
  });
  if (!found.isDirectory()) return given;
  const names = await readdir(given);
  if (names.includes(MODEL_FILE)) return join(given, MODEL_FILE);
  throw noModelIn(caller, given, names);
}

/** The error for a folder without `model.json`: it names the file that may be meant. */
function noModelIn(caller: string, folder: string, names: readonly string[]): Error {
  const expected = `${caller}: expected a folder with ${MODEL_FILE}; ${folder} has none`;
  const other = names.find((name) => name.endsWith('.keras')) ?? names.find((name) => name.endsWith('.json'));
  if (names.includes('encoder') && names.includes('vae.json')) {
    return invalidFile(`${expected}; it is a saved VAE; load it with loadVae.`);
  }
  if (other) return invalidFile(`${expected}; pass the path of a file, such as ${join(folder, other)}.`);
  for (const name of names) {
    const format = foreignFormat(name, new Uint8Array());
    if (format) return invalidFile(`${expected}; ${name} is ${format.what}; ${format.remedy}.`);
  }
  return invalidFile(`${expected}; check that this is the folder that the model was saved to.`);
}
