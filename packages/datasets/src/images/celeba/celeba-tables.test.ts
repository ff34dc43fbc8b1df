import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CelebaForm, type CelebaRow, celebaTables } from '../../../test/celeba-folder.js';
import { readCelebaAttributes } from './celeba-attributes.js';
import { celebaLandmarkNames, readCelebaLandmarks } from './celeba-landmarks.js';
import { celebaSplits, readCelebaPartition } from './celeba-partition.js';

/** The bytes in pieces of any size; a piece may end inside a line or a character. */
async function* piecesOf(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const names = ['5_o_Clock_Shadow', 'Smiling', 'Young'];
const rows: fc.Arbitrary<CelebaRow[]> = fc.uniqueArray(
  fc.record({
    id: fc.stringMatching(/^[0-9a-z_]{1,8}\.jpg$/),
    attributes: fc.array(fc.constantFrom(-1, 1), { minLength: 3, maxLength: 3 }),
    landmarks: fc.array(fc.integer({ min: -20, max: 300 }), { minLength: 10, maxLength: 10 }),
    part: fc.integer({ min: 0, max: 2 }),
  }),
  { selector: (row) => row.id, minLength: 1, maxLength: 12 },
);
const forms: fc.Arbitrary<CelebaForm> = fc.record({
  form: fc.constantFrom('txt', 'csv'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
});
const reading = fc.record({ zip: fc.boolean(), size: fc.integer({ min: 1, max: 70 }), cutEnd: fc.boolean() });

describe('the tables of CelebA', () => {
  it('are read from every published form, gzipped or not, in pieces of any size', async () => {
    const property = fc.asyncProperty(rows, forms, reading, async (table, form, { zip, size, cutEnd }) => {
      const texts = celebaTables(table, form, names);
      const source = (name: string) => {
        const text = texts[`${name}.${form.form}`]!;
        // The last line may lack its line break.
        const bytes = new TextEncoder().encode(cutEnd ? text.trimEnd() : text);
        return piecesOf(zip ? gzipSync(bytes) : bytes, size);
      };
      const attributes = await readCelebaAttributes(source('list_attr_celeba'));
      expect(attributes.ids).toEqual(table.map(({ id }) => id));
      expect([...attributes.columns.keys()]).toEqual(names);
      for (const [i, name] of names.entries()) {
        const { values, codes } = attributes.columns.get(name)!;
        expect(Array.from(codes, (code) => values[code])).toEqual(
          table.map((row) => (row.attributes[i] === 1 ? 1 : 0)),
        );
      }
      const landmarks = await readCelebaLandmarks(source('list_landmarks_align_celeba'));
      expect(landmarks.size).toBe(table.length);
      for (const { id, landmarks: values } of table) {
        expect(celebaLandmarkNames.map((name) => landmarks.get(id)![name])).toEqual(values);
      }
      const partition = await readCelebaPartition(source('list_eval_partition'));
      expect([...partition]).toEqual(table.map(({ id, part }) => [id, celebaSplits[part]]));
    });
    await fc.assert(property, { numRuns: 150 });
  });

  const readers = { readCelebaAttributes, readCelebaLandmarks, readCelebaPartition };
  const files = {
    readCelebaAttributes: 'list_attr_celeba',
    readCelebaLandmarks: 'list_landmarks_align_celeba',
    readCelebaPartition: 'list_eval_partition',
  };

  it.each(Object.keys(readers) as (keyof typeof readers)[])(
    '%s fails only with a message of its own, whatever the bytes',
    async (reader) => {
      const soup = fc
        .array(
          fc.constantFrom('image_id', '000001.jpg', '-1', '1', '2', ' ', ',', '\n', '\r\n', '"', 'é', '69'),
          { maxLength: 40 },
        )
        .map((all) => new TextEncoder().encode(all.join('')));
      /** A valid table with some bytes changed, or cut off. */
      const damaged = fc
        .tuple(rows, forms, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat())
        .map(([table, form, changes, cut]) => {
          const text = celebaTables(table, form, names)[`${files[reader]}.${form.form}`]!;
          const bytes = new TextEncoder().encode(text);
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          return bytes.subarray(0, bytes.length - (cut % 3 === 0 ? cut % bytes.length : 0));
        });
      const property = fc.asyncProperty(
        fc.oneof(fc.uint8Array({ maxLength: 60 }), soup, damaged),
        async (bytes) => {
          try {
            await readers[reader](piecesOf(bytes, 16));
          } catch (error) {
            expect((error as Error).message).toMatch(new RegExp(`^${reader}: the table[:,] .+`));
          }
        },
      );
      await fc.assert(property, { numRuns: 700 });
    },
  );
});
