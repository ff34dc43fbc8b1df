import { invalidFile, sentence } from '@csm/base';

/** How much larger a large entry may be than its compressed form. Weights hardly shrink. */
const MOST_EXPANSION = 100;
/** Bytes from which the expansion is checked. */
const LARGE = 64 * 2 ** 20;

/**
 * The entries of a zip archive that have one of the names. Checksums are checked. The library is loaded on first use.
 *
 * @param where the beginning of messages: function and file.
 * @throws for archives that are damaged, encrypted, or expand to a multiple of their size (a zip bomb).
 */
export async function readZip(
  where: string,
  bytes: Uint8Array,
  names: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } = await import('@zip.js/zip.js');
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false, checkSignature: true });
  const found = new Map<string, Uint8Array>();
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory || !names.includes(entry.filename)) continue;
      const { filename, compressedSize, uncompressedSize, encrypted } = entry;
      if (encrypted)
        throw invalidFile(`${where}: expected an archive without a password; "${filename}" needs one.`);
      if (uncompressedSize > LARGE && uncompressedSize > MOST_EXPANSION * compressedSize) {
        throw invalidFile(
          `${where}: expected a model; "${filename}" expands from ${compressedSize} to ${uncompressedSize} bytes, as no weights ` +
            'do; check where the file comes from.',
        );
      }
      found.set(filename, await entry.getData(new Uint8ArrayWriter(uncompressedSize)));
    }
    return found;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_INVALID_FILE') throw cause;
    const reason = sentence(cause instanceof Error ? cause.message : String(cause)).slice(0, -1);
    throw invalidFile(
      `${where}: expected an undamaged zip archive; reading it fails with "${reason}"; download or copy the file again.`,
      { cause },
    );
  } finally {
    await reader.close();
  }
}
