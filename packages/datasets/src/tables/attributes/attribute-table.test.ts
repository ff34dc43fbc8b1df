import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { type AttributeTable, attributeTable, selectRows } from './attribute-table.js';
import { readAttributeTable } from './read-attribute-table.js';

const sourceOf = (text: string | Uint8Array) => new Blob([text as string]).stream();

const valuesIn = (table: AttributeTable, name: string) => {
  const { values, codes } = table.columns.get(name)!;
  return Array.from(codes, (code) => values[code] ?? null);
};

describe('attributeTable', () => {
  it('keeps binary and categorical attributes and unknown values', () => {
    const table = attributeTable([
      ['a', { glasses: true, pose: 'left' }],
      ['b', { glasses: 0, pose: null, late: 'x' }],
      ['c', { pose: 'up' }],
    ]);
    expect(table.ids).toEqual(['a', 'b', 'c']);
    expect(valuesIn(table, 'glasses')).toEqual([1, 0, null]);
    expect(valuesIn(table, 'pose')).toEqual(['left', null, 'up']);
    expect(valuesIn(table, 'late')).toEqual([null, 'x', null]);
    expect(table.columns.get('pose')!.values).toEqual(['left', 'up']);
    expect(valuesIn(selectRows(table, [2, 0]), 'pose')).toEqual(['up', 'left']);
  });

  it('keeps more categories than a byte can index', () => {
    const table = attributeTable(
      Array.from({ length: 300 }, (_, i) => [`id${i}`, { name: `n${i}` }] as const),
    );
    expect(valuesIn(table, 'name')[299]).toBe('n299');
  });

  it.each([
    [
      'a duplicate id',
      [
        ['a', {}],
        ['a', {}],
      ],
      'attributeTable: the id "a" is a duplicate; each id needs one row.',
    ],
    [
      'a number',
      [['a', { age: 7 }]],
      'attributeTable: attribute "age" of "a" must be 0, 1, a boolean, a category (a string) or null; got 7.',
    ],
    [
      'a mixture of binary values and text',
      [
        ['a', { x: 1 }],
        ['b', { x: 'yes' }],
      ],
      'attributeTable: attribute "x" must be all binary (0, 1) or all text; it mixes both.',
    ],
    [
      'a number instead of pairs',
      7,
      'attributeTable: rows must be pairs [id, { name: value }]; got a number.',
    ],
    [
      'null instead of attributes',
      [['a', null]],
      'attributeTable: the attributes of "a" must be an object { name: value }; got null.',
    ],
  ])('rejects %s', (_what, rows, message) => {
    expect(() => attributeTable(rows as never)).toThrow(message);
  });
});

const cell = fc.oneof(
  fc.constantFrom('left', 'a, b', 'semi;colon', 'with "quotes"', 'ünïcode', '-1', '3.5', ' inner  space x'),
  fc.stringMatching(/^[a-z]{1,5}$/),
);
const tables = fc.record({
  ids: fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,6}\.png$/), { minLength: 1, maxLength: 8 }),
  poses: fc.array(fc.oneof(cell, fc.constant(null)), { minLength: 8, maxLength: 8 }),
  flags: fc.array(fc.constantFrom(0, 1, null), { minLength: 8, maxLength: 8 }),
  form: fc.constantFrom(['0', '1'], ['-1', '1'], ['false', 'true'], ['False', 'True']),
  delimiter: fc.constantFrom(',', ';', '\t'),
  newline: fc.constantFrom('\n', '\r\n'),
  unknown: fc.constantFrom('', 'NA'),
});

describe('readAttributeTable', () => {
  it('reads 20,000 columns and names the second of two equal ones', async () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `gene ${i}`);
    const csv = (header: readonly string[]) =>
      `id,${header.join(',')}\na.png,${header.map((_, i) => i % 2).join(',')}\n`;
    const { ids, columns } = await readAttributeTable(sourceOf(csv(names)));
    expect([ids, [...columns.keys()]]).toEqual([['a.png'], names]);
    expect([...columns.get('gene 19999')!.codes]).toEqual([1]);
    await expect(readAttributeTable(sourceOf(csv([...names.slice(1), 'gene 5'])))).rejects.toThrow(
      'line 1, column 20001: the name "gene 5" is a duplicate of column 6; rename one of the two.',
    );
  });

  it('reads binary columns as pandas writes them if values are missing', async () => {
    const text = 'id,a,b,c\nx,1.0,-1.0,NaN\ny,0.0,1.0,1\nz,,nan,0\n';
    const { columns } = await readAttributeTable(new Blob([text]).stream());
    for (const [name, codes] of [
      ['a', [1, 0, -1]],
      ['b', [0, 1, -1]],
      ['c', [-1, 1, 0]],
    ] as const) {
      expect(columns.get(name)!.values).toEqual([0, 1]);
      expect([...columns.get(name)!.codes]).toEqual(codes);
    }
  });

  it('reads any table that was written, in every form', async () => {
    const property = fc.asyncProperty(tables, async (given) => {
      const { ids, poses, flags, form, delimiter, newline, unknown } = given;
      // A text column with only binary values would be read as binary.
      fc.pre(poses.slice(0, ids.length).some((pose) => pose !== null && pose !== '-1'));
      const rows = ids.map((id, i) => [flags[i] == null ? unknown : form[flags[i]], id, poses[i] ?? unknown]);
      const text = Papa.unparse([['flag', 'file', 'the pose'], ...rows], { delimiter, newline });
      const table = await readAttributeTable(sourceOf(text), { idColumn: 'file' });
      expect(table.ids).toEqual(ids);
      expect(valuesIn(table, 'flag')).toEqual(flags.slice(0, ids.length));
      expect(valuesIn(table, 'the pose')).toEqual(
        poses.slice(0, ids.length).map((pose) => pose?.trim() ?? null),
      );
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('reads ids from the first column, whatever its name, and ignores a byte order mark', async () => {
    const table = await readAttributeTable(sourceOf('\ufeff,happy\na.png,1\nb.png,0\n'));
    expect(table.ids).toEqual(['a.png', 'b.png']);
    expect(valuesIn(table, 'happy')).toEqual([1, 0]);
  });

  it('fails only with a message of its own, whatever the bytes', async () => {
    const broken = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.string({ maxLength: 80 }),
      fc.string({ maxLength: 60 }).map((rest) => `id,a,b\nx,1,2\n${rest}`),
      fc
        .array(fc.constantFrom('a', '"', ',', '\n', '\r', ';', '1', ' ', '\t'), { maxLength: 40 })
        .map((all) => all.join('')),
    );
    const property = fc.asyncProperty(broken, async (text) => {
      try {
        const { ids, columns } = await readAttributeTable(sourceOf(text));
        for (const { codes } of columns.values()) expect(codes.length).toBe(ids.length);
      } catch (error) {
        expect((error as Error).message).toMatch(/^readAttributeTable: the attributes[:,] .+/);
      }
    });
    await fc.assert(property, { numRuns: 500 });
  });
});
