import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidFile, unreadableFile } from '@csm/base';
import { readAttributeTable } from '@csm/datasets';
import { drawn } from '../settings/presets.js';
import type { Settings } from '../settings/settings.js';
import { celebaFaces } from './celeba-faces.js';
import { cmuFaces } from './cmu-faces.js';
import { drawnFaces } from './drawn-faces.js';
import type { Faces } from './faces.js';
import { folderFaces } from './folder-faces.js';

/** What the faces are. */
export type FacesKind = 'celeba' | 'cmu-faces' | 'folder' | 'drawn-faces';

/** The columns of the table of the CMU Face Images. */
const CMU_COLUMNS = ['person', 'pose', 'expression', 'eyes'] as const;

/** A folder of faces, as its content shows. */
export interface FacesSource {
  readonly kind: FacesKind;
  /** Undefined for drawn faces. */
  readonly root?: string | undefined;
  /** The table of attributes. */
  readonly table?: string | undefined;
}

/** Finds out what a folder holds. Without a folder, faces are drawn. */
export async function facesSource(root: string | undefined): Promise<FacesSource> {
  if (root === undefined) return { kind: 'drawn-faces' };
  const files = await readdir(root).catch((cause: unknown) => {
    throw unreadableFile(`faces: ${root}`, cause, 'folder');
  });
  const celeba = files.find((file) => /^list_attr_celeba\.(txt|csv)$/.test(file));
  if (celeba !== undefined) return { kind: 'celeba', root, table: join(root, celeba) };
  if (!files.includes('attributes.csv')) {
    throw invalidFile(
      `faces: ${root}: expected list_attr_celeba.txt or .csv, as CelebA has it, or attributes.csv with the names of the pictures ` +
        `and one column per attribute; the folder has ${files.sort().slice(0, 12).join(', ') || 'no files'}.`,
    );
  }
  const table = join(root, 'attributes.csv');
  const { columns } = await readAttributeTable(createReadStream(table), { name: table });
  const isCmu = CMU_COLUMNS.every((name) => columns.has(name)) && columns.size === CMU_COLUMNS.length;
  return { kind: isCmu ? 'cmu-faces' : 'folder', root, table };
}

/** Opens the faces. */
export function openFaces(
  { kind, root = '' }: FacesSource,
  { size, seed, resize, model }: Settings,
  { limit, group, signal }: { limit?: number | undefined; group?: string | undefined; signal: AbortSignal },
): Promise<Faces> | Faces {
  switch (kind) {
    case 'celeba':
      return celebaFaces(root, { size, seed, resize, limit, signal });
    case 'cmu-faces':
      return cmuFaces(root, { size, seed, resize, signal });
    case 'folder': {
      const channels = model !== 'celeba' && model.channels === 1 ? 1 : 3;
      return folderFaces(root, { size, seed, resize, limit, group, channels, signal });
    }
    default:
      return drawnFaces({ size, seed, counts: drawn.counts });
  }
}
