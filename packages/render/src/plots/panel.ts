import { largest } from '@csm/base';
import { checkOutputSize } from '../checks/check-output-size.js';
import { drawHeading } from '../svg/heading.js';
import { drawLegend } from '../svg/legend.js';
import { svgDocument } from '../svg/svg-document.js';
import { fitTexts, svgText } from '../svg/text.js';
import { type ColorBar, drawColorBar } from './color-bar.js';
import { drawCell, hasOutline, outlineSample } from './panel-cell.js';
import { checkedHeading, fitHeadings } from './panel-heading.js';
import { type CheckedRow, checkedPanelRows, type PanelOptions } from './panel-options.js';

const MARGIN = 16;
const GAP = 8;
/** Between the heading of a picture and the picture. */
const HEADING_GAP = 4;
/** Between a caption and the row below it, and between a row and the headings of the next. */
const CAPTION_GAP = 14;
const ROW_LABEL_WIDTH = 130;
const BAR_WIDTH = 200;

/**
 * Draws a labelled panel of pictures, rows × columns (for example images × methods), as one self-contained SVG: the pictures
 * are embedded as PNG, the background is white, and text remains text. Small pictures are enlarged with crisp pixels,
 * large ones are smoothed. Long labels are wrapped, then reduced in size; no label is cut off or overlaps another. A legend
 * explains outlines (`outlineLabel`).
 * `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if there are no rows or columns, a row has too many or too few cells, a picture or mask is malformed, the cell size
 * is below 32, a colour bar has no range, or a side would have more than 16384 pixels.
 *
 * @example
 * panel({
 *   columns: ['picture', { label: 'rectified gradient', detail: 'percentile 95, border mask' }],
 *   rows: [{ label: 'Smiling', cells: [{ image: renderImage(image), outline: mask }, renderMap(map)] }],
 *   outlineLabel: 'the true mouth',
 * });
 * @category Figures
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
  const heads = fitHeadings(
    columns.map((column, i) => checkedHeading(`panel: columns[${i}]`, column)),
    cellSize,
  );
  for (const i of columns.keys()) {
    parts.push(heads.draw(i, grid.columnX(i) + cellSize / 2, y + heads.height));
  }
  y += heads.height ? heads.height + HEADING_GAP : 0;
  for (const [r, row] of grid.rows.entries()) {
    // A heading belongs to the picture below it, so it keeps a distance from the row above.
    if (r > 0 && row.cells.some((cell) => cell?.heading)) y += CAPTION_GAP - GAP;
    const drawn = drawRow(row, grid, y);
    for (const part of drawn.parts) parts.push(part);
    y += drawn.height;
  }
  if (rows.some(({ cells }) => cells.some(hasOutline))) {
    const entry = { label: options.outlineLabel ?? 'mask', sample: outlineSample };
    const legend = drawLegend([entry], { x: grid.left, y, width: grid.gridWidth });
    parts.push(legend.svg);
    y += legend.height + GAP;
  }
  const bars = drawColorBars(colorBars, grid, y);
  parts.push(...bars.parts);
  const height = Math.ceil(y + bars.height - GAP + MARGIN);
  return svgDocument('panel', { width, height }, title, parts);
}

/** The positions of the cells of a panel. */
type Grid = ReturnType<typeof gridOf>;

function gridOf(rows: readonly CheckedRow[], columns: number, chosenSize: number | undefined) {
  const pictures = rows.flatMap((row) => row.cells.flatMap((cell) => cell?.image ?? []));
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

/** @returns the row, and its height with the gap below it, which is wider below captions: they belong to the pictures above. */
function drawRow(row: Grid['rows'][number], grid: Grid, top: number): { parts: string[]; height: number } {
  const { label, cells } = row;
  const { cellSize, cellHeight, left, columnX } = grid;
  const heads = fitHeadings(
    cells.map((cell) => checkedHeading('panel', cell?.heading)),
    cellSize,
  );
  const captions = fitTexts(
    cells.map((cell) => cell?.caption ?? ''),
    { width: cellSize, size: 10.5, smallest: 9, weight: 400 },
  );
  const headHeight = heads.height ? heads.height + HEADING_GAP : 0;
  const captionHeight = largest(captions.map((caption) => caption.height));
  const y = top + headHeight;
  // A label of many lines may be taller than its row of pictures.
  const bodyHeight = Math.max(cellHeight, label.height);
  const labelAt = { x: left - GAP, y: y + (bodyHeight - label.height) / 2 };
  const parts = [svgText(label, { ...labelAt, anchor: 'end', weight: 600 })];
  for (const [c, cell] of cells.entries()) {
    if (cell === null) continue;
    const middle = columnX(c) + cellSize / 2;
    parts.push(heads.draw(c, middle, top + heads.height));
    parts.push(drawCell(cell, { x: columnX(c), y, width: cellSize, height: cellHeight }));
    const caption = captions[c];
    const below = { x: middle, y: y + cellHeight + 3, anchor: 'middle', weight: 400, fill: '#333' } as const;
    if (caption) parts.push(svgText(caption, below));
  }
  const captioned = captionHeight ? cellHeight + 3 + captionHeight + CAPTION_GAP : 0;
  return { parts, height: headHeight + Math.max(bodyHeight + GAP, captioned) };
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
