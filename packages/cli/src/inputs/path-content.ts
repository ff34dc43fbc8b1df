import { open, opendir, stat } from 'node:fs/promises';
import { LIKENESS_BYTES, unreadableFile } from '@csm/base';

/** What is at a path: the names in a folder, without those of pictures, of which there may be millions, or the beginning of a file. */
export type PathContent =
  | { readonly kind: 'folder'; readonly names: readonly string[]; readonly pictures: number }
  | { readonly kind: 'file'; readonly start: Uint8Array };

/** Reads what data and models are recognised by. @throws if nothing is at the path, or if it cannot be read. */
export async function pathContent(path: string): Promise<PathContent> {
  const found = await stat(path).catch((cause) => {
    throw unreadableFile(path, cause, 'file or folder');
  });
  if (found.isDirectory()) return { kind: 'folder', ...(await namesIn(path)) };
  return { kind: 'file', start: await fileStart(path) };
}

/** The names of everything in a folder but pictures, and the number of pictures. */
async function namesIn(folder: string): Promise<{ names: readonly string[]; pictures: number }> {
  const names: string[] = [];
  let pictures = 0;
  for await (const { name } of await opendir(folder, { bufferSize: 1024 })) {
    if (/\.(jpe?g|png|p[gp]m)$/i.test(name)) pictures++;
    else names.push(name);
  }
  return { names: names.sort(), pictures };
}

/** The first bytes of a file, as many as `likeness` examines. */
export async function fileStart(path: string): Promise<Uint8Array> {
  const file = await open(path).catch((cause) => {
    throw unreadableFile(path, cause);
  });
  try {
    const bytes = new Uint8Array(LIKENESS_BYTES);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Whether a file that begins with these bytes is gzipped. */
export const isGzip = (start: Uint8Array): boolean => start[0] === 0x1f && start[1] === 0x8b;
