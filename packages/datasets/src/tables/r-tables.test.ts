import { describe, expect, it } from 'vitest';
import { barcodes, positionsCsv } from '../../test/spatial-files.js';
import { readCelebaAttributes } from '../images/celeba/celeba-attributes.js';
import { geneCounts } from '../spatial/gene-counts.js';
import { readSpotLabels } from '../spatial/spot-labels.js';
import { readSpatialTranscriptomics } from '../spatial/st/read-spatial-transcriptomics.js';
import { readTissuePositions } from '../spatial/visium/tissue-positions.js';
import { readAttributeTable } from './attributes/read-attribute-table.js';

/** A data frame of R: names of rows and of columns, and cells. A number is never quoted. */
interface Frame {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly (string | number)[])[];
}

/** As R writes a data frame: `write.table` has no name for the column of row names, `write.csv` an empty one. */
const forms = {
  'write.table(x)': { sep: ' ', quote: true, corner: false },
  'write.table(x, sep = "\\t")': { sep: '\t', quote: true, corner: false },
  'write.table(x, sep = "\\t", quote = FALSE)': { sep: '\t', quote: false, corner: false },
  'write.table(x, sep = "\\t", col.names = NA)': { sep: '\t', quote: true, corner: true },
  'write.table(x, sep = ",")': { sep: ',', quote: true, corner: false },
  'write.csv(x)': { sep: ',', quote: true, corner: true },
};
type Form = (typeof forms)[keyof typeof forms];

function written({ rows, columns, cells }: Frame, { sep, quote, corner }: Form): string {
  const quoted = (cell: string | number) => (quote && typeof cell === 'string' ? `"${cell}"` : String(cell));
  const header = [...(corner ? [''] : []), ...columns].map(quoted).join(sep);
  const lines = rows.map((row, i) => [row, ...cells[i]!].map(quoted).join(sep));
  return `${[header, ...lines].join('\n')}\n`;
}

const stream = (text: string) => new Blob([text]).stream();
const cases = Object.entries(forms);
const tabsOrSpaces = cases.filter(([, { sep }]) => sep !== ',');

describe('tables written by R', () => {
  it.each(tabsOrSpaces)('%s: counts of spots', async (_, form) => {
    const frame = {
      rows: ['1x2', '3.5x4'],
      columns: ['Penk', 'Doc2g', 'Meg3'],
      cells: [
        [1, 0, 2],
        [0, 7, 1e5],
      ],
    };
    const tissue = await readSpatialTranscriptomics(stream(written(frame, form)));
    expect(tissue.genes).toEqual(frame.columns);
    expect(tissue.spots.names).toEqual(frame.rows);
    expect(frame.columns.map((gene) => [...geneCounts(tissue, gene)])).toEqual([
      [1, 0],
      [0, 7],
      [2, 1e5],
    ]);
  });

  it.each(tabsOrSpaces)('%s: labels of spots, by row name or in a column', async (_, form) => {
    const expected = new Map([
      ['1x2', 'GCL'],
      ['3x4', null],
    ]);
    const byRow = {
      rows: ['1x2', '3x4'],
      columns: ['n', 'Layer'],
      cells: [
        [1, 'GCL'],
        [2, 'NA'],
      ],
    };
    expect(await readSpotLabels(stream(written(byRow, form)))).toEqual(expected);
    const inColumn = {
      rows: ['1', '2'],
      columns: ['spot', 'Layer'],
      cells: [
        ['1x2', 'GCL'],
        ['3x4', 'NA'],
      ],
    };
    expect(await readSpotLabels(stream(written(inColumn, form)))).toEqual(expected);
    const only = { rows: ['1x2', '3x4'], columns: ['Layer'], cells: [['GCL'], ['NA']] };
    expect(await readSpotLabels(stream(written(only, form)))).toEqual(expected);
  });

  it.each(cases)('%s: attributes, by row name or in a column', async (_, form) => {
    const byRow = {
      rows: ['a.png', 'b.png'],
      columns: ['pose', 'hat'],
      cells: [
        ['left', 1],
        ['up', 0],
      ],
    };
    const table = await readAttributeTable(stream(written(byRow, form)));
    expect(table.ids).toEqual(byRow.rows);
    expect([...table.columns.keys()]).toEqual(['pose', 'hat']);
    expect([...table.columns.get('hat')!.codes]).toEqual([1, 0]);
    const inColumn = {
      rows: ['1', '2'],
      columns: ['file', 'hat'],
      cells: [
        ['a.png', 1],
        ['b.png', 0],
      ],
    };
    const named = await readAttributeTable(stream(written(inColumn, form)), { idColumn: 'file' });
    expect(named.ids).toEqual(['a.png', 'b.png']);
    expect([...named.columns.keys()]).toEqual(['hat']);
  });

  it.each(cases.filter(([, { sep }]) => sep !== ' '))('%s: positions of spots', async (_, form) => {
    const read = (text: string) => readTissuePositions(stream(text), { where: 'x' });
    const [names = [], ...rows] = positionsCsv(true)
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const numbers = rows.map(([, ...cells]) => cells.map(Number));
    const byRow = { rows: rows.map(([barcode = '']) => barcode), columns: names.slice(1), cells: numbers };
    const found = await read(written(byRow, form));
    expect(found).toEqual(await read(positionsCsv(true)));
    expect(found.has(barcodes[0]!)).toBe(true);
    const inColumn = {
      rows: rows.map((_, i) => String(i + 1)),
      columns: names,
      cells: rows.map(([barcode = ''], i) => [barcode, ...numbers[i]!]),
    };
    expect(await read(written(inColumn, form))).toEqual(found);
  });

  it.each(cases.filter(([, { sep }]) => sep === ','))('%s: attributes of CelebA', async (_, form) => {
    const frame = {
      rows: ['1', '2'],
      columns: ['image_id', 'Smiling', 'Male'],
      cells: [
        ['000001.jpg', 1, -1],
        ['000002.jpg', -1, 1],
      ],
    };
    const { ids, columns } = await readCelebaAttributes(stream(written(frame, form)));
    expect(ids).toEqual(['000001.jpg', '000002.jpg']);
    expect([...columns.keys()]).toEqual(['Smiling', 'Male']);
  });

  it('rejects rows with a delimiter at their end, which have as many cells', async () => {
    await expect(readAttributeTable(stream('id,hat\na.png,1,\nb.png,0,\n'))).rejects.toThrow(
      'line 2: expected 2 columns as in the header; got 3.',
    );
  });

  it('rejects a header with an additional missing name', async () => {
    await expect(readAttributeTable(stream('hat\na.png\t1\t0\nb.png\t0\t1\n'))).rejects.toThrow(
      'line 2: expected 1 columns as in the header; got 3.',
    );
  });
});
