import { invalidArgument, largest, smallest } from '@csm/base';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { scaleValues } from '../colour/scaled-map.js';
import { pngDataUri } from '../pictures/png.js';
import { colorMapFor, colorPixels, usualColorMap } from '../pictures/render-map.js';
import { drawHeading } from '../svg/heading.js';
import { round } from '../svg/round.js';
import { svgDocument } from '../svg/svg-document.js';
import { fitText, oneLine, svgText } from '../svg/text.js';
import { axisDomain, tickFormat } from './axis.js';
import { drawColorBar } from './color-bar.js';
import { channelsOf, flatValues } from './flat-map.js';
import { checkSignalMap, type SignalMapOptions, type SignalRow } from './signal-map-options.js';

const MARGIN = 16;
const GAP = 18;
/** Height of the strip of colours over a line. */
const STRIP = 14;
/** Room for the numbers of the vertical axis. */
const LEFT = 44;
/** Widths of the lines of a signal's channels are the same; their greys differ. */
const GREYS = ['#111111', '#777777', '#aaaaaa'] as const;

/**
 * Draws maps of 1-D signals, such as an ECG or a spectrum: for each row a strip with the colours of the map over the line of the
 * signal (or of the map, without a signal), with a colour bar. Colours are those of `renderMap`. The result is one
 * self-contained SVG; `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if there are no rows, a value is not finite, or a signal has another number of samples than its map.
 *
 * @example
 * signalMap({ rows: [{ title: 'lead II', map: maps.pick(0), signal: inputs.pick(0) }], axis: [0, 1 / 500], axisLabel: 'time (s)' });
 * @category Plots
 */
export function signalMap(options: SignalMapOptions): string {
  checkSignalMap(options);
  const { title = '', rows, width: lineWidth = 480 } = options;
  const width = 2 * MARGIN + LEFT + lineWidth;
  const heading = drawHeading(title, { width, margin: MARGIN, y: MARGIN });
  const parts = [title ? heading.svg : ''];
  let y = MARGIN + (title ? heading.height + 8 : 0);
  for (const [i, row] of rows.entries()) {
    const drawn = drawRow(row, `row ${i}`, options, y);
    parts.push(drawn.svg);
    y += drawn.height + GAP;
  }
  return svgDocument('signalMap', { width, height: Math.ceil(y - GAP + MARGIN) }, title, parts);
}

function drawRow(row: SignalRow, name: string, options: SignalMapOptions, top: number) {
  const { width = 480, height = 80, axis = [0, 1], axisLabel = '' } = options;
  const values = flatValues('signalMap', `the map of ${name}`, row.map);
  const lines =
    row.signal === undefined ? [values] : channelsOf('signalMap', `the signal of ${name}`, row.signal);
  const samples = lines[0]?.length ?? 0;
  if (samples !== values.length) {
    throw invalidArgument(
      `signalMap: the signal of ${name} must have as many samples as its map, ${values.length}; got ${samples}.`,
    );
  }
  const marked = row.marks === undefined ? [] : flatValues('signalMap', `the marks of ${name}`, row.marks);
  if (row.marks !== undefined && marked.length !== values.length) {
    throw invalidArgument(
      `signalMap: the marks of ${name} must be as many as the samples of its map, ${values.length}; got ${marked.length}.`,
    );
  }
  const left = MARGIN + LEFT;
  const head = fitText(row.title ?? '', { width, size: 12, smallest: 9, weight: 600 });
  const stripTop = top + (row.title ? head.height + 4 : 0);
  const lineTop = stripTop + STRIP + 3;
  const bottom = lineTop + height;
  const { strip, range } = colorsOf(values, options);
  const bar = { range, colorMap: usualColorMap(options.kind), label: options.unit ?? 'saliency' };
  const [start, step] = axis;
  // A sample is in the middle of its pixel of the strip.
  const x = scaleLinear([start - step / 2, start + (values.length - 0.5) * step], [left, left + width]);
  const low = smallest(lines.map((channel) => smallest(channel)));
  const high = largest(lines.map((channel) => largest(channel)));
  const y = scaleLinear(axisDomain(low, high), [bottom - 4, lineTop + 4]);
  const small = { weight: 400, fill: '#333' } as const;
  const xTicks = x.ticks(6).map((tick) => {
    const text = svgText(oneLine(tickFormat(x, 6)(tick), 10), {
      x: round(x(tick)),
      y: bottom + 5,
      anchor: 'middle',
      ...small,
    });
    return `<path d="M${round(x(tick))} ${bottom}v4" stroke="#555" stroke-width="0.75"/>${text}`;
  });
  const yTicks = y.ticks(3).map((tick) => {
    const text = svgText(oneLine(tickFormat(y, 3)(tick), 10), {
      x: left - 6,
      y: round(y(tick) - 6),
      anchor: 'end',
      ...small,
    });
    return `<path d="M${left - 4} ${round(y(tick))}h4" stroke="#555" stroke-width="0.75"/>${text}`;
  });
  const zero =
    low < 0 && high > 0
      ? `<path d="M${left} ${round(y(0))}h${width}" stroke="#ccc" stroke-width="0.75"/>`
      : '';
  const path = line<number>()
    .x((_, i) => round(x(start + i * step)))
    .y((value) => round(y(value)));
  const curves = lines.map(
    (channel, c) =>
      `<path d="${path([...channel]) ?? ''}" fill="none" stroke="${GREYS[c % GREYS.length]}" stroke-width="1"/>`,
  );
  const label = fitText(axisLabel, { width, size: 10.5, smallest: 9, weight: 400 });
  const labelTop = bottom + 19;
  const barTop = labelTop + (axisLabel ? label.height + 3 : 0);
  const drawnBar =
    range[0] < range[1]
      ? drawColorBar(bar, { x: left, y: barTop, width, barWidth: Math.round(0.5 * width) })
      : undefined;
  const svg = [
    row.title ? svgText(head, { x: left + width / 2, y: top, anchor: 'middle', weight: 600 }) : '',
    `<image x="${left}" y="${stripTop}" width="${width}" height="${STRIP}" preserveAspectRatio="none" image-rendering="pixelated" href="${strip}"/>`,
    `<rect x="${left}" y="${stripTop}" width="${width}" height="${STRIP}" fill="none" stroke="#999" stroke-width="0.5"/>`,
    markedRuns(marked, (sample) => round(x(start + (sample - 0.5) * step)), stripTop + STRIP + 1.5),
    zero,
    ...[...xTicks, ...yTicks, ...curves],
    `<rect x="${left}" y="${lineTop}" width="${width}" height="${height}" fill="none" stroke="#999" stroke-width="0.5"/>`,
    axisLabel ? svgText(label, { x: left + width / 2, y: labelTop, anchor: 'middle', ...small }) : '',
    drawnBar?.svg ?? '',
  ];
  return { svg: svg.filter(Boolean).join('\n'), height: barTop - top + (drawnBar?.height ?? 0) };
}

/** A line under the samples that are marked. */
function markedRuns(marked: ArrayLike<number>, x: (sample: number) => number, y: number): string {
  const runs: string[] = [];
  for (let i = 0; i < marked.length; i++) {
    if (!marked[i]) continue;
    const from = i;
    while (marked[i + 1]) i += 1;
    runs.push(`M${x(from)} ${y}H${x(i + 1)}`);
  }
  return runs.length > 0 ? `<path d="${runs.join('')}" stroke="#111" stroke-width="2" class="marks"/>` : '';
}

/** The colours of a map as a picture of one row, and the values at the ends of the colour scale. */
function colorsOf(values: Float64Array, { kind = 'signed', clip = [0.5, 99.5], limit }: SignalMapOptions) {
  const shown = kind === 'magnitude' ? values.map(Math.abs) : values;
  const scaled = scaleValues(shown, { kind, clip, limit });
  const data = colorPixels(scaled, colorMapFor('signalMap', { kind }));
  return { strip: pngDataUri({ width: values.length, height: 1, data }), range: scaled.range };
}
