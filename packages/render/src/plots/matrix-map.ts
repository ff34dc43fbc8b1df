import type { NdArray } from 'ndarray';
import { checkColorBar, drawColorBar } from '../colour/color-bar.js';
import { type ColorMap, type ColorMapName, resolveColorMap } from '../colour/color-map.js';
import { svgDocument } from '../svg/svg-document.js';
import { fitText, svgText, textWidth } from '../svg/text.js';

/** Options of {@link matrixMap}. */
export interface MatrixMapOptions {
  readonly title?: string;
  /** `[rows, columns]`. */
  readonly values: NdArray;
  readonly rows: readonly string[];
  /** Default: the rows' labels. */
  readonly columns?: readonly string[];
  /** The values at the ends of the colour map. Default [−1, 1], as of cosines and correlations. */
  readonly range?: readonly [low: number, high: number];
  /** Default `blueWhiteRed`. */
  readonly colorMap?: ColorMapName | ColorMap;
  /** What the numbers are, under the colour bar. */
  readonly label?: string;
  /** Side of a cell in pixels. Default 14. */
  readonly cellSize?: number;
}

const MARGIN = 16;
const SIZE = 10;

/**
 * A matrix as a heat map with a label at every row and column and a colour bar, as of the cosines of concept vectors. One
 * self-contained SVG; `rasterize` of `@csm/render/node` makes it a PNG.
 *
 * @returns an SVG document
 * @throws RangeError if the labels do not fit the values, a value is not finite, or the range is empty
 */
export function matrixMap(options: MatrixMapOptions): string {
  const { title = '', values, rows, columns = rows, range = [-1, 1], cellSize = 14 } = options;
  const [height = 0, width = 0] = values.shape;
  if (values.shape.length !== 2 || height !== rows.length || width !== columns.length || height * width === 0)
    throw new RangeError(
      `matrixMap: expected values [${rows.length}, ${columns.length}], one a label; got [${values.shape}]`,
    );
  const colorMap = resolveColorMap('matrixMap', options.colorMap ?? 'blueWhiteRed');
  const bar = { colorMap, range, ...(options.label !== undefined && { label: options.label }) };
  checkColorBar('matrixMap', bar, 1);

  const widest = (labels: readonly string[]) =>
    Math.max(...labels.map((label) => textWidth(label, SIZE, 400)));
  const left = MARGIN + widest(rows) + 6;
  const grid = { width: width * cellSize, height: height * cellSize };
  const total = Math.ceil(Math.max(left + grid.width + MARGIN, 260));
  const parts: string[] = [];
  let y = MARGIN;
  if (title) {
    const heading = fitText(title, { width: total - 2 * MARGIN, size: 15, smallest: 9, weight: 600 });
    parts.push(svgText(heading, { x: total / 2, y, anchor: 'middle', weight: 600 }));
    y += heading.height + 8;
  }
  y += widest(columns) + 6;
  for (const [c, label] of columns.entries()) {
    // Upwards, so that long names stay apart.
    const x = left + (c + 0.5) * cellSize;
    const text = svgText(oneLine(label), { x: 0, y: -SIZE * 0.62, anchor: 'start', weight: 400 });
    parts.push(`<g transform="translate(${x.toFixed(1)} ${(y - 4).toFixed(1)}) rotate(-90)">${text}</g>`);
  }
  for (const [r, label] of rows.entries()) {
    const top = y + r * cellSize;
    const at = { x: left - 6, y: top + cellSize / 2 - SIZE * 0.62, anchor: 'end' } as const;
    parts.push(svgText(oneLine(label), { ...at, weight: 400 }));
    for (let c = 0; c < width; c++) {
      const value = values.get(r, c) as number;
      if (!Number.isFinite(value))
        throw new RangeError(`matrixMap: the value at row ${r}, column ${c} is ${value}`);
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

const oneLine = (text: string) => ({ lines: [text], size: SIZE, width: 0, height: 0 });
