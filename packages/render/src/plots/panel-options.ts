import { checkCount, checkList, checkOptions, invalidArgument, typeName } from '@csm/base';
import type { RgbaImage } from '../pictures/rgba-image.js';
import { type ColorBar, checkColorBar } from './color-bar.js';
import { checkCell, type PanelCell } from './panel-cell.js';
import { checkedHeading, type PanelHeading } from './panel-heading.js';

/** Options of {@link panel}. */
export interface PanelOptions {
  readonly title?: string | undefined;
  /** One heading per column: a text, or a label with details below it; `''` for none. */
  readonly columns: readonly (string | PanelHeading)[];
  /** Rows of pictures, each with one cell per column; null is an empty cell. */
  readonly rows: readonly {
    readonly label?: string | undefined;
    readonly cells: readonly (RgbaImage | PanelCell | null)[];
  }[];
  /**
   * Width of a cell in pixels, at least 32. Default: the integer multiple of the widest picture's width that is
   * nearest to 128, so that pixels remain square; 256 for pictures wider than that.
   */
  readonly cellSize?: number | undefined;
  readonly colorBars?: readonly ColorBar[] | undefined;
  /** What the outlines of cells show, for the legend under the pictures, such as `the true glasses`. Default `mask`. */
  readonly outlineLabel?: string | undefined;
}

type PanelRow = PanelOptions['rows'][number];

/** A row of a panel whose cells were checked. */
export interface CheckedRow {
  readonly label: string;
  readonly cells: readonly (PanelCell | null)[];
}

/** Checks the options of `panel`. @returns its rows. */
export function checkedPanelRows(options: PanelOptions): CheckedRow[] {
  const caller = 'panel';
  const { columns, rows } = options ?? {};
  if (!Array.isArray(columns) || !Array.isArray(rows)) {
    const got = options ? `columns: ${typeName(columns)}, rows: ${typeName(rows)}` : typeName(options);
    throw invalidArgument(
      `${caller}: columns and rows must be arrays, such as { columns: ['Map'], rows: [{ cells: [renderMap(map)] }] }; ` +
        `got ${got}.`,
    );
  }
  checkOptions(caller, options, {
    ...{ title: true, columns: true, rows: true, cellSize: true },
    ...{ colorBars: true, outlineLabel: true },
  });
  if (columns.length === 0 || rows.length === 0) {
    throw invalidArgument(
      `${caller}: expected at least one row and one column; got ${rows.length} rows and ${columns.length} columns.`,
    );
  }
  for (const [i, column] of columns.entries()) checkedHeading(`${caller}: columns[${i}]`, column);
  const { cellSize, colorBars = [] } = options;
  if (cellSize !== undefined) checkCount(caller, 'cellSize', cellSize, { min: 32 });
  checkList(caller, 'colorBars', colorBars);
  for (const [i, bar] of colorBars.entries()) checkColorBar(caller, `colorBars[${i}]`, bar, columns.length);
  const checked = rows.map((row: PanelRow, r) => checkedRow(row, r, columns.length));
  if (checked.every(({ cells }) => cells.every((cell) => cell === null))) {
    throw invalidArgument(`${caller}: rows must have at least one picture; got empty cells only.`);
  }
  return checked;
}

function checkedRow(row: PanelRow, r: number, columns: number): CheckedRow {
  if (!Array.isArray(row?.cells)) {
    throw invalidArgument(`panel: row ${r} must be { label?, cells: […] }; got ${typeName(row)}.`);
  }
  checkOptions(`panel: row ${r}`, row, { label: true, cells: true });
  if (row.cells.length !== columns) {
    throw invalidArgument(
      `panel: row ${r} must have one cell per column, ${columns}; got ${row.cells.length}.`,
    );
  }
  const cells = row.cells.map((cell) => (cell === null || isCell(cell) ? cell : { image: cell }));
  for (const [c, cell] of cells.entries()) {
    if (cell !== null) checkCell(cell, `row ${r}, column ${c}`);
  }
  return { label: row.label ?? '', cells };
}

const isCell = (cell: RgbaImage | PanelCell): cell is PanelCell =>
  typeof cell === 'object' && 'image' in cell;
