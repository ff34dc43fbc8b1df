import { largest } from '@csm/base';
import { resolveColorMap } from '../colour/color-map.js';
import { drawHeading } from '../svg/heading.js';
import { drawLegend, SAMPLE } from '../svg/legend.js';
import { round } from '../svg/round.js';
import { svgDocument } from '../svg/svg-document.js';
import { oneLine, svgText, textWidth, verticalText } from '../svg/text.js';
import { drawColorBar } from './color-bar.js';
import { checkMatrixMap, type MatrixMapOptions } from './matrix-map-options.js';

const MARGIN = 16;
const SIZE = 10;

/**
 * Draws a matrix, such as the cosines of concept vectors, as a heat map with a label at every row and column and a colour bar.
 * Cells whose value is NaN are hatched in grey, and a legend says what they mean. The result is one self-contained SVG;
 * `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if the number of labels differs from the shape of the values, a value is infinite, or the range is empty.
 *
 * @example
 * matrixMap({
 *   values: cosines, // [40, 40], NaN for attributes that do not separate
 *   rows: attributes,
 *   label: 'cosine of two concept vectors',
 *   unknownLabel: 'not known: the concept does not separate',
 * });
 * @category Plots
 */
export function matrixMap(options: MatrixMapOptions): string {
  checkMatrixMap(options);
  const { title = '', values, rows, columns = rows, range = [-1, 1], cellSize = 14 } = options;
  const colorMap = resolveColorMap('matrixMap', options.colorMap ?? 'blueWhiteRed');
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
    const at = {
      x: left + (c + 0.5) * cellSize - SIZE * 0.62,
      y: y - 4,
      anchor: 'start',
      weight: 400,
    } as const;
    parts.push(verticalText(oneLine(label, SIZE), at));
  }
  let isAllKnown = true;
  for (const [r, label] of rows.entries()) {
    const top = y + r * cellSize;
    const at = { x: left - 6, y: top + cellSize / 2 - SIZE * 0.62, anchor: 'end' } as const;
    parts.push(svgText(oneLine(label, SIZE), { ...at, weight: 400 }));
    for (const c of columns.keys()) {
      const value: number = values.get(r, c);
      if (Number.isNaN(value)) {
        isAllKnown = false;
        parts.push(unknownCell(left + c * cellSize, top, cellSize));
        continue;
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
  y += drawn.height;
  if (!isAllKnown) {
    const entry = {
      label: options.unknownLabel ?? 'not known',
      sample: (x: number, top: number) => unknownCell(x, top, SAMPLE),
    };
    const legend = drawLegend([entry], { x: MARGIN, y: y + 6, width: total - 2 * MARGIN });
    parts.push(legend.svg);
    y += 6 + legend.height;
  }
  const bottom = Math.ceil(y + MARGIN);
  return svgDocument('matrixMap', { width: total, height: bottom }, title, parts);
}

/** A cell without a value: hatched in grey, which no colour map contains and which prints in black and white. */
function unknownCell(x: number, y: number, size: number): string {
  const lines = [0.25, 0.75, 1.25, 1.75].map((share) => {
    const reach = Math.min(share, 1) * size;
    const [from, to] = [share * size - reach, reach];
    return `M${round(x + from)} ${round(y + to)}L${round(x + to)} ${round(y + from)}`;
  });
  const square = `<rect x="${round(x)}" y="${round(y)}" width="${size}" height="${size}" fill="#e4e4e4"/>`;
  return `${square}<path d="${lines.join('')}" stroke="#8a8a8a" stroke-width="0.75"/>`;
}
