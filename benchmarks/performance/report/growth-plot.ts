import { scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import type { Growth, GrowthResult } from '../growth.js';

const PANEL = { width: 360, height: 286, left: 58, right: 14, top: 62, bottom: 40 } as const;
/** Okabe & Ito's blue, vermilion, green and purple, which colour-blind readers can distinguish. */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];

/** One panel per quantity: time against the quantity, both logarithmic, as an SVG document. */
export function growthPlot(grown: readonly { growth: Growth; result: GrowthResult }[]): string {
  const [columns, rows] = [2, Math.ceil(grown.length / 2)];
  const [width, height] = [columns * PANEL.width, rows * PANEL.height];
  const panels = grown.map(({ growth, result }, i) => {
    const [x, y] = [(i % columns) * PANEL.width, Math.floor(i / columns) * PANEL.height];
    return `<g transform="translate(${x} ${y})">\n${panel(growth, result)}\n</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, Helvetica, Arial, sans-serif">
<rect width="${width}" height="${height}" fill="#fff"/>
${panels.join('\n')}
</svg>
`;
}

function panel({ title, label, at }: Growth, { ms }: GrowthResult): string {
  const { left, top } = PANEL;
  const [right, bottom] = [PANEL.width - PANEL.right, PANEL.height - PANEL.bottom];
  const all = Object.values(ms).flat();
  const x = scaleLog([at[0]!, at.at(-1)!], [left + 10, right - 10]);
  const y = scaleLog([Math.min(...all) / 1.3, Math.max(...all) * 1.3], [bottom, top]);
  const decades = y.ticks(3).filter((tick) => /^[125]e/.test(tick.toExponential()));
  const rows = decades.map((tick) => {
    const height = round(y(tick));
    return `<path d="M${left} ${height}H${right}" stroke="#ddd" stroke-width="0.75"/>
${text(duration(tick), left - 6, height + 3.5, 'end')}`;
  });
  const columns = at.map((value) => text(`${value}`, round(x(value)), bottom + 15, 'middle'));
  const lines = Object.entries(ms).map(([name, values], i) => {
    const points = values.map((value, k): [number, number] => [round(x(at[k]!)), round(y(value))]);
    const dots = points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.5" fill="${COLORS[i]}"/>`);
    const [key, height] = [left + 4 + (i % 2) * 150, 34 + 15 * Math.floor(i / 2)];
    return `<path d="${line()(points)}" fill="none" stroke="${COLORS[i]}" stroke-width="1.75"/>
${dots.join('')}
<path d="M${key} ${height}h16" stroke="${COLORS[i]}" stroke-width="1.75"/>
${text(name, key + 21, height + 3.5, 'start')}`;
  });
  // A line of proportional growth through the last point of the first curve: if a curve is above this line at the
  // left, the difference is a fixed cost.
  const last = Object.values(ms)[0]!.at(-1)!;
  const [from, to] = [at[0]!, at.at(-1)!];
  const start = Math.max(from, (to * y.domain()[0]!) / last);
  const proportional = `<path d="M${round(x(start))} ${round(y((last * start) / to))}L${round(x(to))} ${round(y(last))}" stroke="#999" stroke-dasharray="4 3" fill="none"/>`;
  return [
    text(title, left, 18, 'start', 600, 13),
    ...rows,
    proportional,
    `<path d="M${left} ${top}V${bottom}H${right}" fill="none" stroke="#555" stroke-width="0.75"/>`,
    ...columns,
    text(label, (left + right) / 2, bottom + 32, 'middle'),
    ...lines,
  ].join('\n');
}

function text(words: string, x: number, y: number, anchor: string, weight = 400, size = 10.5): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}" fill="#333">${words}</text>`;
}

const duration = (ms: number) => (ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`);
const round = (value: number) => Math.round(value * 100) / 100;
