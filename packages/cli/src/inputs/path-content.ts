import { open, opendir, stat } from 'node:fs/promises';
import { LIKENESS_BYTES, unreadableFile } from '@csm/base';
import { readFully } from '@csm/base/node';

/** What is at a path: a folder, or the beginning of a file. */
export type PathContent = FolderContent | { readonly kind: 'file'; readonly start: Uint8Array };

/** What is in a folder. Of its pictures, of which there may be millions, only one is named. */
export interface FolderContent {
  readonly kind: 'folder';
  readonly names: readonly string[];
  /** The name of the first picture in alphabetical order, which is not among `names`; undefined without pictures. */
  readonly picture: string | undefined;
}

/** Reads what data and models are recognised by. @throws if nothing is at the path, or if it cannot be read. */
export async function pathContent(path: string): Promise<PathContent> {
  const found = await stat(path).catch((cause) => {
    throw unreadableFile(path, cause, 'file or folder');
  });
  if (found.isDirectory()) return folderContent(path);
  return { kind: 'file', start: await fileStart(path) };
}

async function folderContent(folder: string): Promise<FolderContent> {
  const names: string[] = [];
  let picture: string | undefined;
  for await (const { name } of await opendir(folder, { bufferSize: 1024 })) {
    if (!/\.(jpe?g|png|p[gp]m)$/i.test(name)) names.push(name);
    else if (picture === undefined || name < picture) picture = name;
  }
  return { kind: 'folder', names: names.sort(), picture };
}

/** The first bytes of a file, as many as `likeness` examines. */
export async function fileStart(path: string): Promise<Uint8Array> {
  const file = await open(path).catch((cause) => {
    throw unreadableFile(path, cause);
  });
  try {
    const bytes = new Uint8Array(LIKENESS_BYTES);
    return bytes.subarray(0, await readFully(file, bytes, 0));
  } finally {
    await file.close();
  }
}

/** Whether a file that begins with these bytes is gzipped. */
export const isGzip = (start: Uint8Array): boolean => start[0] === 0x1f && start[1] === 0x8b;
