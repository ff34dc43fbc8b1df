import type { Certificate, CertificateTopic } from '@csm/evaluate';
import { pngDataUri, type RgbaImage, renderImage, renderMap } from '@csm/render';
import type { NdArray } from 'ndarray';

/** A concept of the picture: a face that has it, where it is drawn, and two maps, the second with its certificate. */
export interface ShownConcept {
  readonly name: string;
  readonly face: NdArray<Float32Array>;
  readonly mask: NdArray<Uint8Array>;
  readonly maps: readonly NdArray[];
  readonly certificate: Certificate;
}

const CELL = 128;
const GAP = 10;
const MARGIN = 16;
const HEADER = 40;
/** Left edge of the column with the verdicts. */
const VERDICTS = MARGIN + 4 * (CELL + GAP) + 12;
const WIDTH = VERDICTS + 236 + MARGIN;
const HEADINGS = [
  ['a face that the', 'model never saw'],
  ['the true', 'pixels'],
  ['counterfactual', 'map'],
  ['agreement', 'map'],
];

/** Draws one row per concept: the face, the pixels that draw the concept, the maps, and the verdict with its reason. */
export function conceptsFigure(concepts: readonly ShownConcept[]): string {
  const height = MARGIN + HEADER + concepts.length * (CELL + GAP) - GAP + MARGIN;
  const parts = [
    ...HEADINGS.map((lines, i) => heading(lines, MARGIN + i * (CELL + GAP) + CELL / 2, 'middle')),
    heading(['the concept, and whether', 'to believe its maps'], VERDICTS, 'start'),
    ...concepts.map((concept, row) => conceptRow(concept, MARGIN + HEADER + row * (CELL + GAP))),
  ];
  const title = 'Faces, the pixels that draw a concept, their concept saliency maps, and the verdict on each';
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" ` +
    `font-family="Inter, Helvetica, Arial, sans-serif" role="img"><title>${title}</title>\n` +
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>\n${parts.join('\n')}\n</svg>\n`
  );
}

function heading(lines: readonly string[], x: number, anchor: 'start' | 'middle'): string {
  const top = MARGIN + HEADER - 8 - 16 * (lines.length - 1);
  return lines.map((line, i) => text(line, { x, y: top + 16 * i, size: 13, weight: 600, anchor })).join('');
}

function conceptRow({ name, face, mask, maps, certificate }: ShownConcept, y: number): string {
  const pictures: RgbaImage[] = [
    renderImage(face),
    renderMap(mask, { kind: 'magnitude', colorMap: darkOnGrey }),
    ...maps.map((map) => renderMap(map)),
  ];
  const cells = pictures.map((picture, i) => {
    const box = `x="${MARGIN + i * (CELL + GAP)}" y="${y}" width="${CELL}" height="${CELL}"`;
    return (
      `<image ${box} image-rendering="pixelated" href="${pngDataUri(picture)}"/>` +
      `<rect ${box} fill="none" stroke="#999" stroke-width="0.5"/>`
    );
  });
  const lines = answers(certificate).map(({ verdict, words }, i) => {
    const top = y + 66 + 22 * i;
    const mark = sign(verdict, { x: VERDICTS - 2, y: top - 1, ink: COLOURS[verdict] });
    return mark + text(words, { x: VERDICTS + 18, y: top + 11.5, size: 12.5, fill: '#333' });
  });
  return [
    ...cells,
    text(name, { x: VERDICTS, y: y + 18, size: 16, weight: 600 }),
    badge(certificate.verdict, y + 27),
    ...lines,
  ].join('\n');
}

const darkOnGrey = (t: number): [number, number, number] => {
  const level = Math.round(236 - 190 * t);
  return [level, level, level];
};

/** Three of the questions of the certificate, with their answers in a few words. */
function answers({ questions, measures: { separation, entanglement = [], overlap } }: Certificate): Answer[] {
  const [other] = entanglement;
  const isEntangled = verdictOf(questions, 'entanglement') === 'doubt' && other !== undefined;
  const told = isEntangled
    ? `also tells “${other.name.replaceAll('_', ' ')}”: AUC ${share(other.within.auc)}`
    : `tells none of ${entanglement.length} other attributes`;
  return [
    {
      verdict: verdictOf(questions, 'separation'),
      words: `separates unseen faces: AUC ${share(separation?.auc)}`,
    },
    { verdict: verdictOf(questions, 'entanglement'), words: told },
    {
      verdict: verdictOf(questions, 'map'),
      words: `map shows what is read: r = ${share(overlap?.correlation)}`,
    },
  ];
}

interface Answer {
  readonly verdict: Verdict;
  readonly words: string;
}

type Verdict = Certificate['verdict'];

const verdictOf = (questions: Certificate['questions'], wanted: CertificateTopic): Verdict =>
  questions.find(({ topic }) => topic === wanted)?.verdict ?? 'too few to tell';

const share = (value = Number.NaN) => value.toFixed(2).replace(/^0/, '');

const COLOURS = { believe: '#00795c', doubt: '#b2182b', 'too few to tell': '#7a5200' } as const;
/** A tick, a cross, and dots: the verdict does not depend on colours. */
const SIGNS = {
  believe: 'M4.6 8.3l2.4 2.5l4.4 -5',
  doubt: 'M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6',
  'too few to tell': 'M4.7 8h0M8 8h0M11.3 8h0',
} as const;

function sign(verdict: Verdict, { x, y, ink }: { x: number; y: number; ink: string }): string {
  const line = `fill="none" stroke="${ink}" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"`;
  return `<path transform="translate(${x} ${y})" d="${SIGNS[verdict]}" ${line}/>`;
}

function badge(verdict: Verdict, y: number): string {
  const width = { believe: 86, doubt: 76, 'too few to tell': 132 }[verdict];
  return (
    `<rect x="${VERDICTS}" y="${y}" width="${width}" height="24" rx="4" fill="${COLOURS[verdict]}"/>` +
    sign(verdict, { x: VERDICTS + 6, y: y + 4, ink: '#fff' }) +
    text(verdict, { x: VERDICTS + 26, y: y + 16.5, size: 13, weight: 600, fill: '#fff' })
  );
}

function text(
  content: string,
  at: { x: number; y: number; size: number; weight?: number; fill?: string; anchor?: 'start' | 'middle' },
): string {
  const { x, y, size, weight = 400, fill = '#111', anchor = 'start' } = at;
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${escaped}</text>`;
}
