import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidFile, likeness } from '@csm/base';
import { foreignModel } from '../models/foreign-model.js';
import { countsFolder } from './counts/counts-folder.js';
import { type FolderContent, isGzip, pathContent } from './path-content.js';
import { ZARR } from './zarr.js';

/** What data on disk are, and the file or folder to read. */
export interface DataKind {
  readonly kind: 'pictures' | 'CelebA' | 'Parquet' | 'array' | 'table' | 'h5ad' | '10x' | 'Visium' | 'ST';
  readonly path: string;
}

const ACCEPTED =
  'a folder of pictures, CelebA, Parquet of pictures, a .npy, a CSV or TSV of numbers, an .h5ad, an .h5 or folder of 10x, or a folder of the 2016 arrays';

/** Formats of counts that the readers refuse, each with the way to convert it. */
const CONVERTED = /\.(rds|rdata|rda|qs|zarr|zarr\.zip|loom|h5seurat|h5mu|cloupe|tar|tgz|tar\.gz)$/i;

/** Recognises the data at a path by its content. @throws an error that says what to do, for everything that we do not read. */
export async function dataKind(path: string): Promise<DataKind> {
  const found = await pathContent(path);
  return found.kind === 'folder' ? kindOfFolder(path, found) : kindOfFile(path, found.start);
}

async function kindOfFolder(path: string, { names, picture }: FolderContent): Promise<DataKind> {
  if (names.some((name) => /count_matrix.*\.tsv(\.gz)?$/i.test(name))) return { kind: 'ST', path };
  // The reader of .h5ad says how a Zarr store becomes one.
  if (names.some((name) => ZARR.includes(name))) return { kind: 'h5ad', path };
  const counts = await countsFolder(path, names);
  if (counts) return counts;
  const isCelebA = (name: string) => /^img_align_celeba|^list_attr_celeba\./.test(name);
  if (names.some((name) => name.startsWith('list_attr_celeba.'))) return { kind: 'CelebA', path };
  if (names.includes('Anno') || names.includes('img_align_celeba') || names.includes('archive')) {
    const folders = names.filter((name) => name !== 'img_align_celeba' && !name.includes('.'));
    const below = await Promise.all(folders.map((name) => readdir(join(path, name)).catch(() => [])));
    if (below.flat().some((name) => isCelebA(name) && name.startsWith('list_attr'))) {
      return { kind: 'CelebA', path };
    }
  }
  if (names.includes('model.json') || names.includes('vae.json')) {
    throw invalidFile(
      `${path}: expected ${ACCEPTED}; this is the folder of a model; pass the model first and the data second.`,
    );
  }
  const isParquet = picture === undefined && (await holdsParquet(path, names));
  return { kind: isParquet ? 'Parquet' : 'pictures', path };
}

/** Whether a folder has Parquet files, or `data` in it, as in the repositories of Hugging Face. */
async function holdsParquet(path: string, names: readonly string[]): Promise<boolean> {
  const below = names.includes('data') ? await readdir(join(path, 'data')).catch(() => []) : [];
  return [...names, ...below].some((name) => /\.parquet$/i.test(name));
}

function kindOfFile(path: string, start: Uint8Array): DataKind {
  const text = Buffer.from(start).toString('latin1');
  if (text.startsWith('\x93NUMPY')) return { kind: 'array', path };
  if (text.startsWith('PAR1')) return { kind: 'Parquet', path };
  if (CONVERTED.test(path)) return { kind: 'h5ad', path };
  if (/\.mtx(\.gz)?$/i.test(path)) return { kind: '10x', path };
  if (text.startsWith('\x89HDF\r\n')) {
    if (/\.(h5ad|hdf5)$/i.test(path)) return { kind: 'h5ad', path };
    if (/\.h5$/i.test(path)) return { kind: '10x', path };
    throw invalidFile(
      `${path}: expected ${ACCEPTED}; this is another HDF5 file; if it has counts, rename it to end in .h5ad (anndata) or .h5 (10x).`,
    );
  }
  const isTable = /\.(csv|tsv|txt)(\.gz)?$/i.test(path);
  const like = likeness(start);
  if (like && !(isTable && isGzip(start))) {
    throw invalidFile(`${path}: expected ${ACCEPTED}; this is ${like.what}; ${like.remedy}.`);
  }
  if (isTable) return { kind: 'table', path };
  if (/\.npy$/i.test(path)) {
    throw invalidFile(
      `${path}: expected a .npy file of NumPy; it does not begin like one; save it again with np.save.`,
    );
  }
  if (/^(\x89PNG|\xff\xd8\xff)/.test(text) || /\.(png|jpe?g)$/i.test(path)) {
    throw invalidFile(`${path}: expected ${ACCEPTED}; this is one picture; pass its folder.`);
  }
  const foreign = foreignModel(path, start);
  const what = /\.(onnx|keras)$/i.test(path) ? 'a model' : foreign?.what;
  const hint = what === undefined ? 'it has another format' : `this is ${what}`;
  throw invalidFile(`${path}: expected ${ACCEPTED}; ${hint}; check the order of the arguments and the path.`);
}
