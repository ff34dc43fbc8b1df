import {
  checkCount,
  checkList,
  checkNdarray,
  checkOptions,
  checkShape,
  invalidArgument,
  largest,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkRange } from '../checks/check-range.js';
import { type ColorMap, type ColorMapName, resolveColorMap } from '../colour/color-map.js';
import { drawHeading } from '../svg/heading.js';
import { svgDocument } from '../svg/svg-document.js';
import { oneLine, svgText, textWidth } from '../svg/text.js';
import { drawColorBar } from './color-bar.js';

/** Options of {@link matrixMap}. */
export interface MatrixMapOptions {
  readonly title?: string | undefined;
  /** `[rows, columns]`. */
  readonly values: NdArray;
  /** Labels of the rows. */
  readonly rows: readonly string[];
  /** Labels of the columns. Default: those of the rows. */
  readonly columns?: readonly string[] | undefined;
  /** The values at the ends of the colour map. Default [−1, 1], the range of cosines and correlations. */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** Default `blueWhiteRed`. */
  readonly colorMap?: ColorMapName | ColorMap | undefined;
  /** The name of the quantity, which is written under the colour bar. */
  readonly label?: string | undefined;
  /** Side of a cell in pixels. Default 14. */
  readonly cellSize?: number | undefined;
}

const MARGIN = 16;
const SIZE = 10;

/**
 * Draws a matrix, such as the cosines of concept vectors, as a heat map with a label at every row and column and a colour bar.
 * The result is one self-contained SVG; `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if the number of labels differs from the shape of the values, a value is not finite, or the range is empty.
 */
export function matrixMap(options: MatrixMapOptions): string {
  const caller = 'matrixMap';
  checkOptions(caller, options, {
    title: true,
    values: true,
    rows: true,
    columns: true,
    range: true,
    colorMap: true,
    label: true,
    cellSize: true,
  });
  const { title = '', values, rows, columns = rows, range = [-1, 1], cellSize = 14 } = options ?? {};
  checkList(caller, 'rows', rows);
  checkList(caller, 'columns', columns);
  checkNdarray(`${caller}, values`, values);
  checkShape(caller, 'values', values.shape, [rows.length, columns.length]);
  if (values.size === 0)
    throw invalidArgument(`${caller}: values must not be empty; got shape [${values.shape}].`);
  checkCount(caller, 'cellSize', cellSize);
  const colorMap = resolveColorMap(caller, options.colorMap ?? 'blueWhiteRed');
  checkRange(caller, 'range', range);
  const bar = { colorMap, range, label: options.label };

  const widest = (labels: readonly string[]) => largest(labels.map((label) => textWidth(label, SIZE, 400)));
  const left = MARGIN + widest(rows) + 6;
  const grid = { width: columns.length * cellSize, height: rows.length * cellSize };
  const total = Math.ceil(Math.max(left + grid.width + MARGIN, 260));
  const parts: string[] = [];
  let y = MARGIN;
  if (title) {
    const heading = drawHeading(title, { width: total, margin: MARGIN, y });
    parts.push(heading.svg);
    y += heading.height + 8;
  }
  y += widest(columns) + 6;
  for (const [c, label] of columns.entries()) {
    // The labels are written upwards, because long names would otherwise overlap.
    const x = left + (c + 0.5) * cellSize;
    const text = svgText(oneLine(label, SIZE), { x: 0, y: -SIZE * 0.62, anchor: 'start', weight: 400 });
    parts.push(`<g transform="translate(${x.toFixed(1)} ${(y - 4).toFixed(1)}) rotate(-90)">${text}</g>`);
  }
  for (const [r, label] of rows.entries()) {
    const top = y + r * cellSize;
    const at = { x: left - 6, y: top + cellSize / 2 - SIZE * 0.62, anchor: 'end' } as const;
    parts.push(svgText(oneLine(label, SIZE), { ...at, weight: 400 }));
    for (const c of columns.keys()) {
      const value: number = values.get(r, c);
      if (!Number.isFinite(value)) {
        throw invalidArgument(`${caller}: values must be finite; that at row ${r}, column ${c} is ${value}.`);
      }
      const share = (value - range[0]) / (range[1] - range[0]);
      const color = colorMap(Math.min(1, Math.max(0, share)));
      parts.push(
        `<rect x="${left + c * cellSize}" y="${top}" width="${cellSize}" height="${cellSize}" fill="rgb(${color.join(' ')})"/>`,
      );
    }
  }
  parts.push(
    `<rect x="${left}" y="${y}" width="${grid.width}" height="${grid.height}" fill="none" stroke="#555" stroke-width="0.75"/>`,
  );
  y += grid.height + 14;
  const drawn = drawColorBar(bar, { x: MARGIN, y, width: total - 2 * MARGIN, barWidth: 200 });
  parts.push(drawn.svg);
  const bottom = Math.ceil(y + drawn.height + MARGIN);
  return svgDocument('matrixMap', { width: total, height: bottom }, title, parts);
}
