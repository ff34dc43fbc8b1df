import { scaleLinear } from 'd3-scale';

/** A line of a dot plot: open dots for the choice seeds, filled dots for the report seeds. */
export interface DotRow {
  readonly label: string;
  readonly bold?: boolean;
  readonly choice: readonly number[];
  readonly report: readonly number[];
  /** A second measure of the same method, drawn as ticks. */
  readonly ticks: readonly number[];
}

export interface DotPlotOptions {
  readonly title: string;
  readonly axis: string;
  readonly legend: string;
  readonly rows: readonly DotRow[];
}

const [LABELS, WIDTH, ROW, TOP, RIGHT] = [390, 430, 18, 58, 24];

/** Rows of dots over one axis, as a self-contained SVG. */
export function dotPlot({ title, axis, legend, rows }: DotPlotOptions): string {
  const values = rows.flatMap(({ choice, report, ticks }) => [...choice, ...report, ...ticks]);
  const x = scaleLinear([Math.min(0, ...values), Math.max(0, ...values)], [LABELS, LABELS + WIDTH]).nice(6);
  const bottom = TOP + rows.length * ROW;
  const width = LABELS + WIDTH + RIGHT;
  const grid = x.ticks(6).map((tick) => {
    const at = x(tick).toFixed(1);
    const line = `<line x1="${at}" x2="${at}" y1="${TOP - 4}" y2="${bottom}" stroke="${tick === 0 ? '#555' : '#ddd'}"/>`;
    return `${line}${text(String(tick).replace('-', '−'), Number(at), bottom + 15, 'middle')}`;
  });
  const lines = rows.map(({ label, bold, choice, report, ticks }, i) => {
    const y = TOP + (i + 0.5) * ROW;
    const dots = (list: readonly number[], style: string) =>
      list.map((value) => `<circle cx="${x(value).toFixed(1)}" cy="${y}" r="4" ${style}/>`);
    const marks = ticks.map((value) => {
      const at = x(value).toFixed(1);
      return `<line x1="${at}" x2="${at}" y1="${y - 6}" y2="${y + 6}" stroke="#999" stroke-width="1.5"/>`;
    });
    return [
      text(label, LABELS - 10, y + 4, 'end', bold ? 600 : 400),
      `<line x1="${LABELS}" x2="${LABELS + WIDTH}" y1="${y}" y2="${y}" stroke="#f0f0f0"/>`,
      ...marks,
      ...dots(choice, 'fill="white" stroke="#3060a0" stroke-width="1.5"'),
      ...dots(report, 'fill="#3060a0"'),
    ].join('');
  });
  const parts = [
    text(title, 16, 24, 'start', 600, 15),
    text(legend, 16, 43, 'start', 400, 11),
    ...grid,
    ...lines,
    text(axis, LABELS + WIDTH / 2, bottom + 34, 'middle'),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${bottom + 48}" viewBox="0 0 ${width} ${bottom + 48}">` +
    `<rect width="100%" height="100%" fill="white"/>${parts.join('')}</svg>`
  );
}

function text(what: string, x: number, y: number, anchor: string, weight = 400, size = 12): string {
  const safe = what.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-family="Inter, sans-serif" font-weight="${weight}" font-size="${size}">${safe}</text>`;
}
