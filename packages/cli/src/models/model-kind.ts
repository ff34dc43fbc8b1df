import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidFile, LIKENESS_BYTES, likeness, unreadableFile } from '@csm/base';
import { type FolderContent, pathContent } from '../inputs/path-content.js';
import { foreignModel } from './foreign-model.js';

/** What a model on disk is, and the file or folder to load. */
export interface ModelKind {
  readonly kind: 'onnx' | 'keras' | 'layers' | 'graph' | 'vae';
  readonly path: string;
}

const ACCEPTED =
  'an .onnx file, a .keras file, model.json of TensorFlow.js or its folder, or a folder that csm train wrote';

/** Recognises the model at a path by its content. @throws an error that says what to do, for everything that is not a model we read. */
export async function modelKind(path: string): Promise<ModelKind> {
  const found = await pathContent(path);
  return found.kind === 'folder' ? kindOfFolder(path, found) : kindOfFile(path, found.start);
}

async function kindOfFolder(folder: string, { names, picture }: FolderContent): Promise<ModelKind> {
  if (names.includes('vae.json')) return { kind: 'vae', path: folder };
  if (names.includes('vae') && existsSync(join(folder, 'vae', 'vae.json'))) {
    return { kind: 'vae', path: join(folder, 'vae') };
  }
  if (names.includes('model.json')) return kindOfJson(join(folder, 'model.json'));
  const models = names.filter((name) => /\.(onnx|keras)$/i.test(name));
  const [only] = models;
  if (only !== undefined) {
    throw invalidFile(
      `${folder}: expected one model; the folder holds ${models.slice(0, 3).join(', ')}; pass one of the files, such as ${join(folder, only)}.`,
    );
  }
  const all = picture === undefined ? names : [...names, picture].sort();
  const foreign = all.map((name) => ({ name, as: foreignModel(name) })).find(({ as }) => as);
  if (foreign?.as) {
    throw invalidFile(
      `${folder}: expected ${ACCEPTED}; ${foreign.name} is ${foreign.as.what}; ${foreign.as.remedy}.`,
    );
  }
  throw invalidFile(`${folder}: expected ${ACCEPTED}; the folder holds no model; check the path.`);
}

async function kindOfFile(path: string, start: Uint8Array): Promise<ModelKind> {
  const like = foreignModel(path, start);
  if (like) throw invalidFile(`${path}: expected ${ACCEPTED}; this is ${like.what}; ${like.remedy}.`);
  const isZip = start[0] === 0x50 && start[1] === 0x4b;
  if (isZip && /\.(keras|zip)$/i.test(path)) return { kind: 'keras', path };
  const damaged = likeness(start);
  if (damaged) {
    throw invalidFile(`${path}: expected ${ACCEPTED}; this is ${damaged.what}; ${damaged.remedy}.`);
  }
  if (/\.keras$/i.test(path)) {
    throw invalidFile(
      `${path}: expected a .keras file, which is a zip archive; this one is not; save the model again with model.save("model.keras").`,
    );
  }
  if (/^\s*[{[]/.test(Buffer.from(start).toString('latin1'))) return kindOfJson(path);
  if (/\.onnx$/i.test(path) || isOnnx(start)) return { kind: 'onnx', path };
  throw invalidFile(`${path}: expected ${ACCEPTED}; the file has another format; check the path.`);
}

/** The format is stated in the file, or else follows from the topology. */
async function kindOfJson(path: string): Promise<ModelKind> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw unreadableFile(path, cause);
  });
  const json = parsed(path, text);
  const topology = json.modelTopology;
  const isGraph =
    json.format === 'graph-model' ||
    (topology !== null && typeof topology === 'object' && 'node' in topology);
  return { kind: isGraph ? 'graph' : 'layers', path };
}

function parsed(path: string, text: string): { readonly format?: unknown; readonly modelTopology?: unknown } {
  try {
    return { ...JSON.parse(text) };
  } catch (cause) {
    const like = likeness(new TextEncoder().encode(text.slice(0, LIKENESS_BYTES)));
    throw invalidFile(
      `${path}: expected the JSON of a TensorFlow.js model; ${like ? `this is ${like.what}; ${like.remedy}` : 'it is not valid JSON; copy or save the model again'}.`,
      { cause },
    );
  }
}

/** An ONNX file begins with its version (field 1), a small number; then come the fields 2 to 8 or 14. */
function isOnnx(bytes: Uint8Array): boolean {
  const [field = 0, version = 0, next = 0] = bytes;
  return field === 0x08 && version > 1 && version < 30 && [0x12, 0x1a, 0x22, 0x3a, 0x42].includes(next);
}
