import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryName } from '@csm/base/node';

/** How often a put begins again when its temporary file or folder was removed by somebody else. */
const ATTEMPTS = 5;

/** What file systems without hard links answer, such as exFAT, SMB shares and buckets that are mounted as folders. */
const NO_LINKS = [
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EXDEV',
  'EMLINK',
  'EACCES',
  'EINVAL',
  'UNKNOWN',
];

/**
 * Writes a file unless one of this name exists: under a temporary name in the same folder, flushed to the disk, then linked, which
 * fails if the name exists. After a crash at any moment the file is whole or absent.
 * @returns whether it was written.
 */
export async function putFile(
  path: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
  linkFile: typeof link = link,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    // A short name: the temporary file must not fail for its length where the file itself would not.
    const temporary = temporaryName(join(dirname(path), 'put'));
    try {
      await makeFolder(dirname(path));
      await writeAndFlush(temporary, bytes, signal);
      const isWritten = await place(temporary, path, linkFile);
      await flushFolder(dirname(path));
      return isWritten;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === ATTEMPTS) throw error;
    } finally {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }
}

/** Gives a temporary file its name unless that exists; the temporary name may remain. */
async function place(temporary: string, path: string, linkFile: typeof link): Promise<boolean> {
  try {
    await linkFile(temporary, path);
    return true;
  } catch (error) {
    // On a network file system the answer to a successful request may be lost and the request repeated: then the file has two names.
    if ((await namesOf(temporary)) === 2) return true;
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    if (!NO_LINKS.includes(code)) throw error;
  }
  // Two processes that come here at the same moment may both rename; either file is whole.
  if ((await namesOf(path)) > 0) return false;
  await rename(temporary, path);
  return true;
}

async function namesOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.nlink ?? 0;
}

async function writeAndFlush(
  path: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(bytes, { signal });
    await handle.sync();
    signal?.throwIfAborted();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and those above it, and flushes their names. Node's own recursive `mkdir` calls a read-only disk a missing folder. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    return makeFolder(folder);
  }
  await flushFolder(dirname(folder));
}

/** Flushes the names of a folder's files, so that they outlive a power failure. Windows does it by itself and refuses the call. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Not all file systems can flush a folder.
    if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EBADF'].includes(codeOf(error))) throw error;
  } finally {
    await handle.close();
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException)?.code ?? '';
