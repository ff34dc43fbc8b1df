import { typeName } from '../checks/type-name.js';
import { type ColorBar, checkColorBar, drawColorBar } from '../colour/color-bar.js';
import { checkOutputSize, type RgbaImage } from '../pictures/rgba-image.js';
import { svgDocument } from '../svg/svg-document.js';
import { fitText, fitTexts, svgText } from '../svg/text.js';
import { checkCell, drawCell, type PanelCell } from './panel-cell.js';

/** Options of {@link panel}. */
export interface PanelOptions {
  readonly title?: string;
  /** One label a column; `''` for none. */
  readonly columns: readonly string[];
  /** Rows of pictures, each with as many cells as there are columns. */
  readonly rows: readonly {
    readonly label?: string;
    readonly cells: readonly (RgbaImage | PanelCell)[];
  }[];
  /** Width of a cell in pixels. Default: the whole multiple of the widest picture's width that is nearest to 128, so that pixels stay square; 256 for wider ones. */
  readonly cellSize?: number;
  readonly colorBars?: readonly ColorBar[];
}

const MARGIN = 16;
const GAP = 8;
const ROW_LABEL_WIDTH = 130;
const BAR_WIDTH = 200;

/**
 * A labelled panel of pictures, rows × columns (images × methods), as one self-contained SVG: pictures embedded as PNG,
 * white background, text as text. Small pictures are enlarged as crisp pixels, large ones smoothed. Long labels are
 * wrapped, then set smaller; none is cut off and none overlaps another. `rasterize` of `@csm/render/node` makes it a PNG.
 *
 * @returns an SVG document
 * @throws TypeError for columns or rows that are no lists and cells that are no pictures; RangeError without rows or columns, for a row whose cells do not match the columns, a malformed picture or
 * mask, a cell size below 32, a colour bar without range, or more than 16384 pixels a side
 */
export function panel(options: PanelOptions): string {
  checkLists(options);
  const { title = '', columns, colorBars = [] } = options;
  const rows = options.rows.map(({ label = '', cells }) => ({
    label,
    cells: cells.map((cell): PanelCell => (isCell(cell) ? cell : { image: cell })),
  }));
  checkPanel(columns, rows, colorBars, options.cellSize);
  const pictures = rows.flatMap((row) => row.cells.map((cell) => cell.image));
  const cellSize = options.cellSize ?? usualCellSize(Math.max(...pictures.map((image) => image.width)));
  // One height for all, so that rows align.
  const cellHeight = Math.round(cellSize * Math.max(...pictures.map((image) => image.height / image.width)));

  const labels = fitTexts(
    rows.map((row) => row.label),
    { width: ROW_LABEL_WIDTH, size: 12, smallest: 9, weight: 600 },
  );
  const labelWidth = Math.ceil(Math.max(...labels.map((label) => label.width)));
  const left = MARGIN + (labelWidth ? labelWidth + GAP : 0);
  const gridWidth = columns.length * (cellSize + GAP) - GAP;
  const width = left + gridWidth + MARGIN;
  const columnX = (column: number) => left + column * (cellSize + GAP);
  checkOutputSize('panel', width, rows.length * (cellHeight + GAP));

  const parts: string[] = [];
  let y = MARGIN;
  if (title) {
    const heading = fitText(title, { width: width - 2 * MARGIN, size: 15, smallest: 9, weight: 600 });
    parts.push(svgText(heading, { x: width / 2, y, anchor: 'middle', weight: 600 }));
    y += heading.height + GAP;
  }
  const heads = fitTexts(columns, { width: cellSize, size: 12, smallest: 9, weight: 600 });
  const headHeight = Math.max(...heads.map((head) => head.height));
  for (const [i, head] of heads.entries()) {
    const at = { x: columnX(i) + cellSize / 2, y: y + headHeight - head.height };
    parts.push(svgText(head, { ...at, anchor: 'middle', weight: 600 }));
  }
  y += headHeight ? headHeight + 4 : 0;

  for (const [r, row] of rows.entries()) {
    const label = labels[r]!;
    const captions = fitTexts(
      row.cells.map((cell) => cell.caption ?? ''),
      { width: cellSize, size: 10.5, smallest: 9, weight: 400 },
    );
    const captionHeight = Math.max(...captions.map((caption) => caption.height));
    // A label of many lines may be taller than its row of pictures.
    const bodyHeight = Math.max(cellHeight, label.height);
    const labelAt = { x: left - GAP, y: y + (bodyHeight - label.height) / 2 };
    parts.push(svgText(label, { ...labelAt, anchor: 'end', weight: 600 }));
    for (const [c, cell] of row.cells.entries()) {
      parts.push(drawCell(cell, { x: columnX(c), y, width: cellSize, height: cellHeight }));
      const below = { x: columnX(c) + cellSize / 2, y: y + cellHeight + 3 };
      parts.push(svgText(captions[c]!, { ...below, anchor: 'middle', weight: 400, fill: '#333' }));
    }
    y += Math.max(bodyHeight, cellHeight + (captionHeight ? captionHeight + 3 : 0)) + GAP;
  }

  const under = colorBars.filter((bar) => bar.column !== undefined);
  const drawn = under.map((bar) =>
    drawColorBar(bar, { x: columnX(bar.column!), y: y + 4, width: cellSize, barWidth: cellSize - 2 * GAP }),
  );
  y += drawn.length ? Math.max(...drawn.map((bar) => bar.height)) + 4 + GAP : 0;
  for (const bar of colorBars.filter((other) => other.column === undefined)) {
    const barWidth = Math.min(BAR_WIDTH, gridWidth - 2 * GAP);
    const one = drawColorBar(bar, { x: left, y: y + 4, width: gridWidth, barWidth });
    drawn.push(one);
    y += one.height + 4 + GAP;
  }
  parts.push(...drawn.map((bar) => bar.svg));
  const height = Math.ceil(y - GAP + MARGIN);
  return svgDocument('panel', { width, height }, title, parts);
}

/** Whole multiples keep every pixel of a small picture the same size. */
function usualCellSize(width: number): number {
  if (width > 256) return 256;
  return width * Math.max(1, Math.round(128 / width), Math.ceil(32 / width));
}

const isCell = (cell: RgbaImage | PanelCell): cell is PanelCell =>
  typeof cell === 'object' && cell !== null && 'image' in cell;

function checkLists(options: Partial<PanelOptions> | undefined): void {
  const { columns, rows } = options ?? {};
  if (!Array.isArray(columns) || !Array.isArray(rows)) {
    const got = options ? `columns ${typeName(columns)}, rows ${typeName(rows)}` : typeName(options);
    throw new TypeError(
      `panel: expected columns and rows as lists, such as { columns: ['Map'], rows: [{ cells: [renderMap(map)] }] }; got ${got}`,
    );
  }
  for (const [r, row] of rows.entries())
    if (!Array.isArray(row?.cells))
      throw new TypeError(`panel: expected row ${r} as { label?, cells: […] }; got ${typeName(row)}`);
}

function checkPanel(
  columns: readonly string[],
  rows: readonly { cells: readonly PanelCell[] }[],
  colorBars: readonly ColorBar[],
  cellSize: number | undefined,
): void {
  if (columns.length === 0 || rows.length === 0)
    throw new RangeError(
      `panel: expected one row and one column at least, got ${rows.length} rows and ${columns.length} columns`,
    );
  if (cellSize !== undefined && !(Number.isInteger(cellSize) && cellSize >= 32))
    throw new RangeError(`panel: expected cellSize as a whole number of pixels, 32 or more, got ${cellSize}`);
  for (const [r, { cells }] of rows.entries()) {
    if (cells.length !== columns.length)
      throw new RangeError(`panel: row ${r} has ${cells.length} cells; there are ${columns.length} columns`);
    for (const [c, cell] of cells.entries()) checkCell(cell, `row ${r}, column ${c}`);
  }
  for (const bar of colorBars) checkColorBar('panel', bar, columns.length);
}
