import { invalidFile } from '@csm/base';
import type { Compressors } from 'hyparquet';

/** Decompresses the pages of Parquet files: snappy (pandas) and zstd (polars). The decoders are loaded on first use. */
export async function parquetCompressors(): Promise<Compressors> {
  const { snappyUncompress } = await import('hyparquet');
  const { decompress } = await import('fzstd');
  return {
    SNAPPY: (input, length) => {
      const output = new Uint8Array(checkedLength(input, length));
      snappyUncompress(input, output);
      return output;
    },
    ZSTD: (input, length) => decompress(input, new Uint8Array(checkedLength(input, length))),
  };
}

/** Pages unpack to a few times their size. A damaged header may claim gigabytes. */
const MAX_RATIO = 500;
const MIN_BOMB = 64 * 2 ** 20;

/** @throws if a page claims to unpack to far more than its bytes can hold. */
export function checkedLength({ length }: Uint8Array, unpacked: number): number {
  if (unpacked >= 0 && unpacked <= Math.max(MIN_BOMB, MAX_RATIO * length)) return unpacked;
  throw invalidFile(`parquet: a page of ${length} bytes claims to unpack to ${unpacked}.`);
}
