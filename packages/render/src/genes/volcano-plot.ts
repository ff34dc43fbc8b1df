import { largest, smallest } from '@csm/base';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { axisDomain, spacedTicks, tickFormat } from '../plots/axis.js';
import { formatShare } from '../svg/format-number.js';
import { drawHeading } from '../svg/heading.js';
import { round } from '../svg/round.js';
import { svgDocument } from '../svg/svg-document.js';
import { fitText, LINE_HEIGHT, oneLine, svgText, textWidth, verticalText } from '../svg/text.js';
import { nearestPoint, placeLabels } from './place-labels.js';
import { checkVolcanoPlot, type VolcanoPlotOptions } from './volcano-plot-options.js';

const MARGIN = 16;
const TICK_SIZE = 10;
const LABEL_SIZE = 9.5;
/** Room for the numbers and the name of the vertical axis. */
const LEFT = 56;
/** Distance of the outermost points from the frame, in pixels: at the top there is room for names. */
const INSET = 10;
const INSET_TOP = 28;
const RADIUS = 2;
/** ColorBrewer's RdBu, as in signed maps; grey for genes above the threshold. */
const COLORS = { positive: '#b2182b', negative: '#2166ac', other: '#b8b8b8' } as const;

interface Point {
  readonly gene: number;
  readonly x: number;
  readonly y: number;
  readonly kind: keyof typeof COLORS;
}

/**
 * Draws each gene as a point: its effect from left to right, −log₁₀ q upwards. Genes with q up to the threshold are red if
 * their effect is positive and blue if it is negative, and the strongest of them are named; no name covers another, and the
 * caption says how many had no room. Genes with q = 0 (below the smallest number of a computer) are drawn at the top. The result is
 * one self-contained SVG; `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if there are no genes, `effect` or `q` has another length, an effect is not finite, q is outside [0, 1], or a gene of
 * `named` is unknown.
 *
 * @example
 * volcanoPlot({ title: ranking.concept, genes: ranking.genes, effect: ranking.attribution, q: ranking.q });
 * @category Plots
 */
export function volcanoPlot(options: VolcanoPlotOptions): string {
  checkVolcanoPlot(options);
  const { title = '', genes, effect, q, threshold = 0.05, unit = 'mean attribution' } = options;
  const { width = 640, height = 400 } = options;
  const drawn = [...genes.keys()].filter((gene) => !Number.isNaN(q[gene]));
  const highest = largest([-Math.log10(threshold), ...drawn.map((gene) => -Math.log10(q[gene] || 1))]);
  // q = 0 has no logarithm: such genes are drawn above all others.
  const above = drawn.some((gene) => q[gene] === 0) ? 1.08 * highest : highest;
  const strength = (gene: number) => (q[gene] === 0 ? above : -Math.log10(q[gene] ?? 1));

  const heading = drawHeading(title, { width, margin: MARGIN, y: MARGIN });
  const top = MARGIN + (title ? heading.height + 8 : 0);
  const frame = { left: MARGIN + LEFT, top, right: width - MARGIN, bottom: top + height };
  const effects = drawn.map((gene) => effect[gene] ?? 0);
  const x = scaleLinear(axisDomain(smallest([0, ...effects]), largest([0, ...effects])), [
    frame.left + INSET,
    frame.right - INSET,
  ]);
  const y = scaleLinear([0, above], [frame.bottom, frame.top + INSET_TOP]);
  const points = drawn.map((gene): Point => {
    const value = effect[gene] ?? 0;
    const kind = (q[gene] ?? 1) > threshold || value === 0 ? 'other' : value < 0 ? 'negative' : 'positive';
    return { gene, x: round(x(value)), y: round(y(strength(gene))), kind };
  });
  const chosen = namedPoints(points, options, (gene) => Math.abs(effect[gene] ?? 0) * strength(gene));
  const names = drawNames(chosen, points, genes, frame);
  const parts = [
    title ? heading.svg : '',
    ...axes({ x, y, frame, unit }),
    line(`M${frame.left} ${round(y(-Math.log10(threshold)))}H${frame.right}`, '#555', '4 3'),
    ...(['other', 'negative', 'positive'] as const).map((kind) => dots(points, kind)),
    ...names.parts,
  ];
  const caption = fitText(captionOf(options, points, names.left), {
    ...{ width: width - 2 * MARGIN, size: 10.5, smallest: 9, weight: 400 },
  });
  const captionY = frame.bottom + 38;
  parts.push(svgText(caption, { x: width / 2, y: captionY, anchor: 'middle', weight: 400, fill: '#333' }));
  const size = { width, height: Math.ceil(captionY + caption.height + MARGIN) };
  return svgDocument('volcanoPlot', size, title, parts);
}

/** The points whose genes are named: those that the caller names, then the strongest. */
function namedPoints(
  points: readonly Point[],
  { genes, labels = 20, named = [] }: VolcanoPlotOptions,
  strength: (gene: number) => number,
): Point[] {
  const asked = new Set(named);
  const isAsked = ({ gene }: Point) => asked.has(genes[gene] ?? '');
  const strongest = points
    .filter((point) => point.kind !== 'other' && !isAsked(point))
    .sort((a, b) => strength(b.gene) - strength(a.gene) || a.gene - b.gene);
  return [...points.filter(isAsked), ...strongest.slice(0, labels)];
}

function drawNames(
  chosen: readonly Point[],
  points: readonly Point[],
  genes: readonly string[],
  frame: { left: number; top: number; right: number; bottom: number },
): { parts: string[]; left: number } {
  const name = ({ gene }: Point) => genes[gene] ?? '';
  const boxes = placeLabels(
    chosen.map((point) => ({
      ...{ x: point.x, y: point.y, height: LABEL_SIZE * LINE_HEIGHT },
      width: textWidth(name(point), LABEL_SIZE, 400) + 2,
    })),
    points,
    frame,
  );
  const parts = chosen.flatMap((point, i) => {
    const box = boxes[i];
    if (!box) return [];
    const end = nearestPoint(point, box);
    const label = svgText(oneLine(name(point), LABEL_SIZE), {
      ...{ x: round((box.left + box.right) / 2), y: box.top, anchor: 'middle', weight: 400 },
    });
    const ring = `<circle cx="${point.x}" cy="${point.y}" r="${RADIUS + 0.75}" fill="${COLORS[point.kind]}" stroke="#111" stroke-width="0.75"/>`;
    return [line(`M${point.x} ${point.y}L${end.x} ${end.y}`, '#888'), ring, label];
  });
  return { parts, left: boxes.filter((box) => box === undefined).length };
}

/** The frame with the numbers and names of both axes. */
function axes(plot: {
  x: ScaleLinear<number, number>;
  y: ScaleLinear<number, number>;
  frame: { left: number; top: number; right: number; bottom: number };
  unit: string;
}): string[] {
  const { x, y, frame, unit } = plot;
  const grey = { weight: 400, fill: '#333' } as const;
  const parts: string[] = [];
  for (const { value, text, middle } of spacedTicks(x, {
    ...{ count: 6, size: TICK_SIZE, room: [frame.left, frame.right] as const },
  })) {
    parts.push(line(`M${round(x(value))} ${frame.top}V${frame.bottom}`, value === 0 ? '#999' : '#e4e4e4'));
    const at = { x: round(middle), y: frame.bottom + 4, anchor: 'middle' } as const;
    parts.push(svgText(oneLine(text, TICK_SIZE), { ...at, ...grey }));
  }
  const format = tickFormat(y, 5);
  for (const value of y.ticks(5)) {
    const at = round(y(value));
    parts.push(line(`M${frame.left} ${at}H${frame.right}`, '#e4e4e4'));
    const number = oneLine(format(value), TICK_SIZE);
    parts.push(svgText(number, { x: frame.left - 6, y: at - 0.62 * TICK_SIZE, anchor: 'end', ...grey }));
  }
  parts.push(
    `<rect x="${frame.left}" y="${frame.top}" width="${frame.right - frame.left}" height="${frame.bottom - frame.top}" fill="none" stroke="#555" stroke-width="0.75"/>`,
  );
  const xLabel = fitText(unit, {
    ...{ width: frame.right - frame.left, size: 11, smallest: 7, weight: 400, lines: 1 },
  });
  const middle = (frame.left + frame.right) / 2;
  parts.push(svgText(xLabel, { x: middle, y: frame.bottom + 19, anchor: 'middle', ...grey }));
  const yLabel = { x: MARGIN, y: (frame.top + frame.bottom) / 2, anchor: 'middle', ...grey } as const;
  parts.push(verticalText(oneLine('−log₁₀ q', 11), yLabel));
  return parts;
}

/** All points of a kind as one path of dots: thousands of circles would make the file ten times larger. */
function dots(points: readonly Point[], kind: Point['kind']): string {
  const half = (value: number) => Math.round(2 * value) / 2;
  const places = new Set(
    points.filter((point) => point.kind === kind).map((point) => `M${half(point.x)} ${half(point.y)}h.01`),
  );
  return places.size
    ? `<path class="${kind}" d="${[...places].join('')}" stroke="${COLORS[kind]}" stroke-width="${2 * RADIUS}" stroke-linecap="round"/>`
    : '';
}

const line = (path: string, stroke: string, dashes = ''): string =>
  `<path d="${path}" stroke="${stroke}" stroke-width="0.75"${dashes && ` stroke-dasharray="${dashes}"`}/>`;

function captionOf(
  { genes, q, threshold = 0.05 }: VolcanoPlotOptions,
  points: readonly Point[],
  unplaced: number,
): string {
  const count = (n: number) => n.toLocaleString('en');
  const of = (kind: Point['kind']) => count(points.filter((point) => point.kind === kind).length);
  const zeros = points.filter(({ gene }) => q[gene] === 0).length;
  const unknown = genes.length - points.length;
  return [
    `${of('positive')} of ${count(genes.length)} genes above zero and ${of('negative')} below at q ≤ ${formatShare(threshold)} (dashed line)`,
    zeros > 0 ? `${count(zeros)} with q = 0 at the top` : '',
    unknown > 0 ? `${count(unknown)} without q are not drawn` : '',
    unplaced > 0 ? `no room for ${count(unplaced)} ${unplaced === 1 ? 'name' : 'names'}` : '',
  ]
    .filter(Boolean)
    .join('; ');
}
