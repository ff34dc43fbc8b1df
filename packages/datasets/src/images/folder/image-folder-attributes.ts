import { invalidArgument, invalidFile } from '@csm/base';
import type { FileStore } from '../../files/file-store.js';
import {
  type AttributeRow,
  type AttributeTable,
  attributeTable,
  selectRows,
} from '../../tables/attributes/attribute-table.js';
import { readAttributeTable } from '../../tables/attributes/read-attribute-table.js';
import type { SkippedImage } from '../image-batch.js';
import type { ImageFolderOptions } from './image-folder-options.js';
import { picturesOfIds } from './pictures-of-ids.js';

/** The attributes of the pictures in a folder. */
export interface FolderAttributes {
  /** The attributes; only those of pictures that exist. */
  readonly table: AttributeTable;
  /** The path of each picture whose id is not its path, by id. */
  readonly pathOf: ReadonlyMap<string, string>;
  /** Ids in the table without a picture. */
  readonly missing: readonly SkippedImage[];
  /** Pictures that are not in the table. */
  readonly unlisted: readonly SkippedImage[];
}

/** Reads the attributes of pictures from the CSV file of a folder, or computes them from the paths. */
export async function folderAttributes(
  store: FileStore,
  paths: readonly string[],
  pictures: readonly string[],
  { attributes = 'attributes.csv', idColumn, signal }: ImageFolderOptions,
): Promise<FolderAttributes> {
  if (typeof attributes === 'function') return attributesOfPaths(pictures, attributes);
  if (!paths.includes(attributes)) {
    throw invalidFile(
      `imageFolder: expected the table of attributes "${attributes}" in ${store.name}; there is no such file; pass ` +
        `attributes: 'another.csv', or a function such as (path) => ({ happy: path.includes('happy') }).`,
    );
  }
  const name = `${store.name}/${attributes}`;
  const all = await readAttributeTable(store.stream(attributes), { name, idColumn, signal });
  const { pathOf, missing } = picturesOfIds(`imageFolder: ${name}`, all.ids, pictures);
  const listed = new Set(pathOf.values());
  const unlisted = pictures
    .filter((path) => !listed.has(path))
    .map((path) => ({ id: path, reason: `${attributes} has no row for it` }));
  const rows = [...all.ids.entries()].filter(([, id]) => pathOf.has(id)).map(([row]) => row);
  return { table: selectRows(all, rows), pathOf, missing, unlisted };
}

function attributesOfPaths(
  pictures: readonly string[],
  attributes: (path: string) => AttributeRow | undefined,
): FolderAttributes {
  const unlisted: SkippedImage[] = [];
  function* rows(): Generator<readonly [string, AttributeRow]> {
    for (const path of pictures) {
      const row = attributes(path);
      if (row !== undefined) yield [path, row];
      else unlisted.push({ id: path, reason: 'the function "attributes" returned undefined for it' });
    }
  }
  const table = attributeTable(rows());
  if (table.ids.length === 0) {
    throw invalidArgument(
      `imageFolder: the function "attributes" must return attributes for at least one picture; it returned undefined for all ${pictures.length}.`,
    );
  }
  return { table, pathOf: new Map(), missing: [], unlisted };
}
