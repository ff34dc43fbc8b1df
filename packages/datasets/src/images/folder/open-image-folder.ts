import { requireInteger, requireOptions } from '../../checks/check-options.js';
import { typeName } from '../../checks/type-name.js';
import type { FileStore } from '../../files/file-store.js';
import {
  type AttributeRow,
  type AttributeTable,
  attributeTable,
  selectRows,
} from '../../tables/attributes/attribute-table.js';
import { readAttributeTable } from '../../tables/attributes/read-attribute-table.js';
import { type ImageDataset, imageDataset, type SkippedImage } from '../image-dataset.js';
import { requireBadImagePolicy } from '../image-dataset-checks.js';
import { decodePicture } from '../pictures/decode-picture.js';
import type { PictureDecoder } from '../pictures/picture.js';
import { resizePicture } from '../pictures/resize-picture.js';
import { picturesOfIds } from './pictures-of-ids.js';

/** Options of `imageFolder`, besides where the files are. */
export interface ImageFolderOptions {
  /**
   * The table of attributes, a CSV file in the folder ('attributes.csv' by default), or a function that gives the
   * attributes of a picture by its path in the folder; undefined from it leaves the picture out.
   */
  readonly attributes?: string | ((path: string) => AttributeRow | undefined);
  /** The column of the CSV that holds the pictures' names or paths; the first by default. */
  readonly idColumn?: string;
  /**
   * [height, width] of the images, or one number for a square; pictures are stretched to it. By default that of the first
   * picture, which all must have.
   */
  readonly size?: number | readonly [height: number, width: number];
  /** 3 (red, green, blue) by default; 1: grey. */
  readonly channels?: 1 | 3;
  /**
   * What to do with a picture that is missing or damaged: 'throw' (the default), or 'skip' to leave it out and name it
   * in `skipped()`.
   */
  readonly onBadImage?: 'throw' | 'skip';
  readonly signal?: AbortSignal | undefined;
}

/** `imageFolder` over any store of files and any decoder. */
export async function openImageFolder(
  store: FileStore,
  decode: PictureDecoder,
  options: ImageFolderOptions,
): Promise<ImageDataset> {
  const where = 'imageFolder';
  const { channels = 3, onBadImage = 'throw', signal } = options;
  const paths = await store.paths(signal);
  const pictures = paths.filter((path) => /\.(jpe?g|png|pgm|ppm)$/i.test(path));
  if (pictures.length === 0) {
    throw new Error(
      `${where}: expected pictures (.jpg, .jpeg, .png, .pgm, .ppm) in ${store.name}; it holds ` +
        `${paths.slice(0, 8).join(', ') || 'no files'}`,
    );
  }
  const { table, pathOf, skipped } = await attributesOf(store, paths, pictures, options);
  if (skipped.missing.length > 0 && onBadImage === 'throw') {
    throw new Error(
      `${where}: image ${skipped.missing[0]!.id}: ${skipped.missing[0]!.reason} (${skipped.missing.length} such images); pass onBadImage: 'skip' to ` +
        'leave them out',
    );
  }
  const load = async (path: string) => {
    const at = `${where}: ${store.name}/${path}`;
    return { at, picture: await decodePicture(await store.read(path), decode, at) };
  };
  const [height, width, sizedBy] = await imageSize(options, table, pathOf, load);
  return imageDataset({
    name: where,
    imageShape: [height, width, channels],
    attributes: table,
    onBadImage,
    skipped: [...skipped.missing, ...skipped.unlisted],
    load: async (id) => {
      const { at, picture } = await load(pathOf.get(id)!);
      if (sizedBy && (picture.height !== height || picture.width !== width)) {
        throw new Error(
          `${at}: ${picture.width}×${picture.height} pixels (width × height), where ${sizedBy} has ${width}×${height}; ` +
            'pass size, to which all are stretched',
        );
      }
      return resizePicture(picture, { width, height, channels });
    },
  });
}

/** Throws on options that cannot be, before any file is touched. */
export function requireImageFolderOptions(where: string, options: ImageFolderOptions, example: string): void {
  requireOptions(where, options, example);
  const { attributes = '', size, channels = 3, onBadImage } = options;
  if (typeof attributes !== 'string' && typeof attributes !== 'function') {
    throw new TypeError(
      `${where}: expected attributes as the name of a CSV file in the folder, or a function of a picture's path; got ` +
        typeName(attributes),
    );
  }
  if (size !== undefined) {
    const sides: readonly unknown[] = Array.isArray(size) ? size : [size, size];
    if (sides.length !== 2) {
      throw new Error(`${where}: expected size as a number or [height, width]; got ${JSON.stringify(size)}`);
    }
    for (const side of sides) requireInteger(where, 'size', side as number, 1, 4096);
  }
  if (channels !== 1 && channels !== 3) {
    throw new Error(`${where}: channels must be 1 (grey) or 3 (red, green, blue); got ${String(channels)}`);
  }
  requireBadImagePolicy(where, onBadImage);
}

interface FoundAttributes {
  /** Of the pictures that are there. */
  readonly table: AttributeTable;
  readonly pathOf: ReadonlyMap<string, string>;
  readonly skipped: { readonly missing: SkippedImage[]; readonly unlisted: SkippedImage[] };
}

async function attributesOf(
  store: FileStore,
  paths: readonly string[],
  pictures: readonly string[],
  { attributes = 'attributes.csv', idColumn, signal }: ImageFolderOptions,
): Promise<FoundAttributes> {
  const unlisted: SkippedImage[] = [];
  if (typeof attributes === 'function') {
    const rows: [string, AttributeRow][] = [];
    for (const path of pictures) {
      const row = attributes(path);
      if (row === undefined)
        unlisted.push({ id: path, reason: 'the function of attributes gave undefined for it' });
      else rows.push([path, row]);
    }
    if (rows.length === 0) {
      throw new Error(`imageFolder: the function of attributes left out all ${pictures.length} pictures`);
    }
    const pathOf = new Map(rows.map(([path]) => [path, path]));
    return { table: attributeTable(rows), pathOf, skipped: { missing: [], unlisted } };
  }
  if (!paths.includes(attributes)) {
    throw new Error(
      `imageFolder: expected the table of attributes, ${attributes}, in ${store.name}; pass attributes: 'another.csv', or ` +
        'a function such as (path) => ({ happy: path.includes("happy") })',
    );
  }
  const name = `${store.name}/${attributes}`;
  const all = await readAttributeTable(store.stream(attributes), { name, idColumn, signal });
  const { pathOf, missing } = picturesOfIds(`imageFolder: ${name}`, all.ids, pictures);
  const listed = new Set(pathOf.values());
  for (const path of pictures) {
    if (!listed.has(path)) unlisted.push({ id: path, reason: `it has no row in ${attributes}` });
  }
  const rows = [...all.ids.keys()].filter((row) => pathOf.has(all.ids[row]!));
  return { table: selectRows(all, rows), pathOf, skipped: { missing, unlisted } };
}

/** Height, width, and the picture that gave them where the options do not. */
async function imageSize(
  { size, onBadImage, signal }: ImageFolderOptions,
  { ids }: AttributeTable,
  pathOf: ReadonlyMap<string, string>,
  load: (path: string) => Promise<{ picture: { height: number; width: number } }>,
): Promise<[height: number, width: number, sizedBy?: string]> {
  if (typeof size === 'number') return [size, size];
  if (size) return [size[0], size[1]];
  let firstError: unknown;
  for (const id of ids) {
    signal?.throwIfAborted();
    try {
      const { picture } = await load(pathOf.get(id)!);
      return [picture.height, picture.width, pathOf.get(id)!];
    } catch (error) {
      if (onBadImage !== 'skip') throw error;
      firstError ??= error;
    }
  }
  throw firstError;
}
