import { largest } from '@csm/base';
import { checkOutputSize } from '../checks/check-output-size.js';
import { drawHeading } from '../svg/heading.js';
import { svgDocument } from '../svg/svg-document.js';
import { fitTexts, svgText } from '../svg/text.js';
import { type ColorBar, drawColorBar } from './color-bar.js';
import { drawCell } from './panel-cell.js';
import { type CheckedRow, checkedPanelRows, type PanelOptions } from './panel-options.js';

const MARGIN = 16;
const GAP = 8;
const ROW_LABEL_WIDTH = 130;
const BAR_WIDTH = 200;

/**
 * Draws a labelled panel of pictures, rows × columns (for example images × methods), as one self-contained SVG: the pictures
 * are embedded as PNG, the background is white, and text remains text. Small pictures are enlarged with crisp pixels,
 * large ones are smoothed. Long labels are wrapped, then reduced in size; no label is cut off or overlaps another.
 * `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if there are no rows or columns, a row has too many or too few cells, a picture or mask is malformed, the cell size
 * is below 32, a colour bar has no range, or a side would have more than 16384 pixels.
 */
export function panel(options: PanelOptions): string {
  const rows = checkedPanelRows(options);
  const { title = '', columns, colorBars = [] } = options;
  const grid = gridOf(rows, columns.length, options.cellSize);
  const { width, cellSize } = grid;
  checkOutputSize('panel', width, rows.length * (grid.cellHeight + GAP));

  const parts: string[] = [];
  let y = MARGIN;
  if (title) {
    const heading = drawHeading(title, { width, margin: MARGIN, y });
    parts.push(heading.svg);
    y += heading.height + GAP;
  }
  const heads = fitTexts(columns, { width: cellSize, size: 12, smallest: 9, weight: 600 });
  const headHeight = largest(heads.map((head) => head.height));
  for (const [i, head] of heads.entries()) {
    const at = { x: grid.columnX(i) + cellSize / 2, y: y + headHeight - head.height };
    parts.push(svgText(head, { ...at, anchor: 'middle', weight: 600 }));
  }
  y += headHeight ? headHeight + 4 : 0;
  for (const row of grid.rows) {
    const drawn = drawRow(row, grid, y);
    for (const part of drawn.parts) parts.push(part);
    y += drawn.height + GAP;
  }
  const bars = drawColorBars(colorBars, grid, y);
  parts.push(...bars.parts);
  const height = Math.ceil(y + bars.height - GAP + MARGIN);
  return svgDocument('panel', { width, height }, title, parts);
}

/** The positions of the cells of a panel. */
type Grid = ReturnType<typeof gridOf>;

function gridOf(rows: readonly CheckedRow[], columns: number, chosenSize: number | undefined) {
  const pictures = rows.flatMap((row) => row.cells.map((cell) => cell.image));
  const cellSize = chosenSize ?? usualCellSize(largest(pictures.map((image) => image.width)));
  // All cells have the same height, which aligns the rows.
  const cellHeight = Math.round(cellSize * largest(pictures.map((image) => image.height / image.width)));
  const labels = fitTexts(
    rows.map((row) => row.label),
    { width: ROW_LABEL_WIDTH, size: 12, smallest: 9, weight: 600 },
  );
  const labelWidth = Math.ceil(largest(labels.map((label) => label.width)));
  const left = MARGIN + (labelWidth ? labelWidth + GAP : 0);
  const gridWidth = columns * (cellSize + GAP) - GAP;
  return {
    rows: labels.map((label, r) => ({ label, cells: rows[r]?.cells ?? [] })),
    cellSize,
    cellHeight,
    left,
    gridWidth,
    width: left + gridWidth + MARGIN,
    columnX: (column: number) => left + column * (cellSize + GAP),
  };
}

/** Integer multiples give every pixel of a small picture the same size. */
function usualCellSize(width: number): number {
  if (width > 256) return 256;
  return width * Math.max(1, Math.round(128 / width), Math.ceil(32 / width));
}

function drawRow(row: Grid['rows'][number], grid: Grid, y: number): { parts: string[]; height: number } {
  const { label, cells } = row;
  const { cellSize, cellHeight, left, columnX } = grid;
  const captions = fitTexts(
    cells.map((cell) => cell.caption ?? ''),
    { width: cellSize, size: 10.5, smallest: 9, weight: 400 },
  );
  const captionHeight = largest(captions.map((caption) => caption.height));
  // A label of many lines may be taller than its row of pictures.
  const bodyHeight = Math.max(cellHeight, label.height);
  const labelAt = { x: left - GAP, y: y + (bodyHeight - label.height) / 2 };
  const parts = [svgText(label, { ...labelAt, anchor: 'end', weight: 600 })];
  for (const [c, cell] of cells.entries()) {
    parts.push(drawCell(cell, { x: columnX(c), y, width: cellSize, height: cellHeight }));
    const below = { x: columnX(c) + cellSize / 2, y: y + cellHeight + 3 };
    const caption = captions[c];
    if (caption) parts.push(svgText(caption, { ...below, anchor: 'middle', weight: 400, fill: '#333' }));
  }
  return { parts, height: Math.max(bodyHeight, cellHeight + (captionHeight ? captionHeight + 3 : 0)) };
}

/** Draws the bars of columns in one row, and those of the whole panel below each other. */
function drawColorBars(
  bars: readonly ColorBar[],
  grid: Grid,
  top: number,
): { parts: string[]; height: number } {
  const { cellSize, gridWidth, left, columnX } = grid;
  let y = top;
  const drawn = bars.flatMap((bar) => {
    if (bar.column === undefined) return [];
    return drawColorBar(bar, {
      x: columnX(bar.column),
      y: y + 4,
      width: cellSize,
      barWidth: cellSize - 2 * GAP,
    });
  });
  y += drawn.length ? largest(drawn.map((bar) => bar.height)) + 4 + GAP : 0;
  for (const bar of bars.filter(({ column }) => column === undefined)) {
    const barWidth = Math.min(BAR_WIDTH, gridWidth - 2 * GAP);
    const one = drawColorBar(bar, { x: left, y: y + 4, width: gridWidth, barWidth });
    drawn.push(one);
    y += one.height + 4 + GAP;
  }
  return { parts: drawn.map((bar) => bar.svg), height: y - top };
}
