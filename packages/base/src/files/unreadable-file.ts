import { type Coded, invalidFile } from '../errors.js';

/**
 * The error for a file or folder that cannot be read.
 * @param where the beginning of the message: function and file, `openAnnData: bulb.h5ad`.
 * @param cause the error of the file system, or of the browser.
 */
export function unreadableFile(where: string, cause: unknown, what = 'file'): Coded<'ERR_INVALID_FILE'> {
  const { code, message = String(cause) } = (cause ?? {}) as { code?: unknown; message?: string };
  if (code === 'ENOENT')
    return invalidFile(`${where}: the ${what} does not exist; check the path.`, { cause });
  return invalidFile(
    `${where}: the ${what} cannot be read (${message}); check the path and its permissions.`,
    {
      cause,
    },
  );
}
