import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { checkedLength, parquetCompressors } from './parquet-compressors.js';

/** Decompresses the pages of Parquet files in Node: also gzip and brotli, by Node's zlib. */
export async function nodeCompressors(): Promise<Compressors> {
  return {
    ...(await parquetCompressors()),
    GZIP: (input, length) =>
      gunzipSync(input, { maxOutputLength: Math.max(1, checkedLength(input, length)) }),
    BROTLI: (input, length) =>
      brotliDecompressSync(input, { maxOutputLength: Math.max(1, checkedLength(input, length)) }),
  };
}
