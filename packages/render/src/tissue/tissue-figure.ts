import { largest } from '@csm/base';
import { checkOutputSize } from '../checks/check-output-size.js';
import { drawColorBar } from '../plots/color-bar.js';
import { drawCell } from '../plots/panel-cell.js';
import { drawHeading } from '../svg/heading.js';
import { svgDocument } from '../svg/svg-document.js';
import { fitText, fitTexts, svgText } from '../svg/text.js';
import { checkTissueFigureOptions } from './check-tissue-figure.js';
import type { TissueFigureOptions } from './tissue-figure-options.js';
import { type TissueFigureCell, type TissueFigureRow, tissueFigureRows } from './tissue-figure-rows.js';

const MARGIN = 16;
const GAP = 22;
const LABEL_WIDTH = 124;

/**
 * Draws the paper's figure of concepts of a tissue: one column per concept, and in its rows the decoded concept, the counts of a
 * gene of the concept, and the concept saliency map of this gene, by one method or several; with `random`, also the same map for a
 * random concept vector, and how much the two resemble each other. All pictures are drawn in viridis from their smallest to their
 * largest value, as the paper's notebook draws them (maps after the clip to their 0.5 and 99.5 percentiles; or another `kind`), each
 * with its own colour bar and unit. `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * ```ts
 * const svg = tissueFigure({
 *   title: 'Mouse olfactory bulb, replicate 1',
 *   concepts: [
 *     {
 *       marker: 'Penk',
 *       decoded, // the decoder's output for the concept vector, [32, 32, 1]
 *       gene: 'Kcnh3', // the second gene of the concept, as in the paper
 *       counts, // its counts, [32, 32]
 *       maps: [
 *         {
 *           method: 'rectified gradient (percentile 95, border mask)',
 *           map: maps.pick(1),
 *           random: { map: randomMaps.pick(1), correlation: 0.95, vectors: 20 },
 *         },
 *       ],
 *     },
 *   ],
 * });
 * ```
 *
 * @returns an SVG document.
 * @throws if there are no concepts, concepts have different rows, pictures differ in size or are not finite, or counts are not
 * whole numbers and no `countsUnit` is given.
 * @category Figures
 */
export function tissueFigure(options: TissueFigureOptions): string {
  checkTissueFigureOptions(options);
  const { title = '', concepts } = options;
  const rows = tissueFigureRows(options);
  const pictureWidth = largest(rows.flatMap(({ cells }) => cells.map(({ image }) => image.width)));
  const cellSize = options.cellSize ?? pictureWidth * Math.max(1, Math.round(192 / pictureWidth));
  const left = MARGIN + LABEL_WIDTH + 10;
  const grid = { cellSize, left, columnX: (column: number) => left + column * (cellSize + GAP) };
  const width = grid.columnX(concepts.length) - GAP + MARGIN;
  checkOutputSize('tissueFigure', width, rows.length * cellSize);

  const parts: string[] = [];
  let y = MARGIN;
  if (title) {
    const heading = drawHeading(title, { width, margin: MARGIN, y });
    parts.push(heading.svg);
    y += heading.height + 8;
  }
  const heads = drawTexts(
    concepts.map(({ marker }) => marker),
    grid,
    { y, size: 14, weight: 600, below: true },
  );
  y += heads.height;
  const captions = drawTexts(
    concepts.map(({ caption = '' }) => caption),
    grid,
    { y: y + 1, size: 10.5, weight: 400, below: false },
  );
  y += captions.height ? captions.height + 1 : 0;
  parts.push(heads.svg, captions.svg);
  y += 6;
  for (const row of rows) {
    const drawn = drawRow(row, grid, y);
    parts.push(drawn.svg);
    y += drawn.height + 14;
  }
  const note = fitText(noteOf(rows), { width: width - 2 * MARGIN, size: 10, smallest: 9, weight: 400 });
  parts.push(svgText(note, { x: MARGIN, y: y - 2, anchor: 'start', weight: 400, fill: '#333' }));
  y += note.height + 12;
  return svgDocument('tissueFigure', { width, height: Math.ceil(y - 14 + MARGIN) }, title, parts);
}

/** The sentences under the figure that say how its colours are made. */
function noteOf(rows: readonly TissueFigureRow[]): string {
  const kinds = new Set(rows.map(({ kind }) => kind));
  const sentences = [
    rows.some(({ kind = 'minMax' }) => kind === 'minMax') &&
      'viridis from the smallest to the largest value of each picture',
    kinds.has('signed') && 'maps in blue and red: 0 is white, and the ends are symmetric about it',
    kinds.has('magnitude') && 'maps in inferno: magnitudes from 0',
    rows.some(({ kind }) => kind !== undefined) && 'maps after the clip to their 0.5 and 99.5 percentiles',
  ];
  return `Colours: ${sentences.filter(Boolean).join('; ')}.`;
}

interface Grid {
  readonly cellSize: number;
  readonly left: number;
  readonly columnX: (column: number) => number;
}

function drawRow(
  { label, detail, cells }: TissueFigureRow,
  grid: Grid,
  y: number,
): { svg: string; height: number } {
  const { cellSize, left, columnX } = grid;
  const heads = drawTexts(
    cells.map(({ heading }) => heading),
    grid,
    { y, size: 12, weight: 600, below: true },
  );
  const top = y + (heads.height ? heads.height + 3 : 0);
  const pictureHeight = Math.round(
    largest(cells.map(({ image }) => (cellSize * image.height) / image.width)),
  );
  const captions = drawTexts(
    cells.map(({ caption }) => caption),
    grid,
    {
      y: top + pictureHeight + 3,
      size: 10.5,
      weight: 400,
      below: false,
    },
  );
  const barTop = top + pictureHeight + (captions.height ? captions.height + 3 : 0) + 6;
  const drawn = cells.map((cell, c) => {
    const x = columnX(c);
    const bar = drawBar(cell, { x, y: barTop, width: cellSize });
    const picture = drawCell({ image: cell.image }, { x, y: top, width: cellSize, height: pictureHeight });
    return { svg: `${picture}\n${bar.svg}`, height: bar.height };
  });
  const name = drawRowLabel(label, detail, { right: left - 10, top, pictureHeight });
  const height = Math.max(barTop + largest(drawn.map((cell) => cell.height)), name.bottom) - y;
  return { svg: [heads.svg, name.svg, ...drawn.map(({ svg }) => svg), captions.svg].join('\n'), height };
}

/** Draws the label of a row and its detail, such as the method, centred next to the pictures. */
function drawRowLabel(
  label: string,
  detail: string,
  { right, top, pictureHeight }: { right: number; top: number; pictureHeight: number },
): { svg: string; bottom: number } {
  const name = fitText(label, { width: LABEL_WIDTH, size: 12, smallest: 9, weight: 600 });
  const rest = fitText(detail, { width: LABEL_WIDTH, size: 11, smallest: 9, weight: 400, lines: 5 });
  const height = name.height + rest.height;
  const y = top + Math.max(0, (pictureHeight - height) / 2);
  const svg = [
    svgText(name, { x: right, y, anchor: 'end', weight: 600 }),
    svgText(rest, { x: right, y: y + name.height, anchor: 'end', weight: 400, fill: '#333' }),
  ].join('\n');
  return { svg, bottom: y + height };
}

/** Draws one text per column, all of the same size. @param at.below whether short texts stand at the bottom of the line. */
function drawTexts(
  texts: readonly string[],
  { cellSize, columnX }: Grid,
  at: { y: number; size: number; weight: 400 | 600; below: boolean },
): { svg: string; height: number } {
  const { y, size, weight, below } = at;
  const fitted = fitTexts(texts, { width: cellSize, size, smallest: 9, weight });
  const height = largest(fitted.map((text) => text.height));
  const svg = fitted.map((text, c) =>
    svgText(text, {
      x: columnX(c) + cellSize / 2,
      y: below ? y + height - text.height : y,
      anchor: 'middle',
      weight,
      fill: weight === 600 ? '#111' : '#333',
    }),
  );
  return { svg: svg.filter(Boolean).join('\n'), height };
}

function drawBar(
  { range, colorMap, unit, wholeNumbers }: TissueFigureCell,
  box: { x: number; y: number; width: number },
): { svg: string; height: number } {
  if (range[1] > range[0]) {
    const bar = { range, label: unit, wholeNumbers, colorMap };
    return drawColorBar(bar, { ...box, barWidth: Math.round(0.85 * box.width) });
  }
  const text = fitText(`all values are ${range[0]} (${unit})`, {
    width: box.width,
    size: 11,
    smallest: 9,
    weight: 400,
  });
  const at = { x: box.x + box.width / 2, y: box.y, anchor: 'middle', weight: 400, fill: '#333' } as const;
  return { svg: svgText(text, at), height: text.height };
}
