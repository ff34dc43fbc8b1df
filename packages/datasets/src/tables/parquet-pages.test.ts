import type { PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import { describe, expect, it } from 'vitest';
import { checkPages } from './parquet-pages.js';

const readers = { parquetHeader, readRleBitPackedHybrid };

/** Whole numbers of seven bits each, the lowest first. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** A column of one data page of indices into a dictionary, one bit each, without missing values. */
function check(values: readonly number[], { rows = 10, count = 10, claimed = values.length } = {}): void {
  const bytes = Uint8Array.from([...values, 0, 0]);
  const header: Partial<PageHeader> = {
    ...{ type: 'DATA_PAGE', compressed_page_size: claimed, uncompressed_page_size: values.length },
    data_page_header: {
      ...{ num_values: count, encoding: 'RLE_DICTIONARY' },
      ...{ definition_level_encoding: 'RLE', repetition_level_encoding: 'RLE' },
    },
  };
  checkPages(
    { bytes, rows, levels: 0, isBoolean: false, unpack: (page) => page },
    { ...readers, parquetHeader: () => header as PageHeader },
  );
}

describe('checkPages', () => {
  it('accepts runs of equal values and packed values', () => {
    check([1, ...varint(10 << 1), 1]);
    // Two groups of eight, of which six places have no value.
    check([1, ...varint((2 << 1) | 1), 0b1010_1010, 0b10]);
    check([1, ...varint(2 << 1), 0, ...varint((1 << 1) | 1), 0b1111_0000]);
  });

  it.each([
    ['a run', [1, ...varint(2 ** 31 - 2), 1], {}, 'claims 1073741823 values; at most 10 are left'],
    ['a later run', [1, ...varint(6), 1, ...varint(16), 0], {}, 'claims 8 values; at most 7 are left'],
    ['packed values', [1, ...varint(2 ** 30 + 1), 1], {}, 'claims 4294967296 values'],
    ['a page', [1, ...varint(22), 1], { count: 11 }, 'claims 11 values; at most 10 are left'],
    ['the size of a page', [1, 20, 1], { claimed: 2 ** 31 - 1 }, 'claims 2147483647 bytes of 5'],
    ['a negative size', [1, 20, 1], { claimed: -1 }, 'claims -1 bytes of 5'],
  ] as const)('rejects %s that claims too much', (_, values, sizes, message) => {
    expect(() => check(values, sizes)).toThrow(message);
  });
});
