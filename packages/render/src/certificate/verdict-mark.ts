import { round } from '../svg/round.js';
import { fitText, svgText } from '../svg/text.js';
import type { DrawnVerdict } from './drawn-certificate.js';

/** Colours that differ also to readers who do not tell red from green; each verdict has a shape of its own, and its word. */
const COLORS: Readonly<Record<DrawnVerdict, { fill: string; ink: string; text: string }>> = {
  believe: { fill: '#00795c', ink: '#fff', text: '#00664e' },
  doubt: { fill: '#b2182b', ink: '#fff', text: '#a01526' },
  'too few to tell': { fill: '#f2a900', ink: '#111', text: '#7a5200' },
};

/** Colour of the word of a verdict on white. */
export const verdictTextColor = (verdict: DrawnVerdict): string => COLORS[verdict].text;

/** Shapes in a box of 16 × 16: a disc with a tick, a square with a cross, a diamond with dots. */
const SHAPES: Readonly<Record<DrawnVerdict, { outline: string; sign: string }>> = {
  believe: { outline: 'M1 8a7 7 0 1 0 14 0a7 7 0 1 0 -14 0z', sign: 'M4.6 8.3l2.4 2.5l4.4 -5' },
  doubt: { outline: 'M2 2h12v12h-12z', sign: 'M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6' },
  'too few to tell': { outline: 'M8 0l8 8l-8 8l-8 -8z', sign: 'M4.7 8h0M8 8h0M11.3 8h0' },
};

/** The paths of a verdict's shape and of the sign in it, in a box of 16 × 16. */
export const verdictShape = (verdict: DrawnVerdict): { readonly outline: string; readonly sign: string } =>
  SHAPES[verdict];

/** Width and height of a mark in pixels. */
export const MARK = 16;

/** The mark of a verdict with its top left at (x, y): filled if it decides, else hollow. */
export function drawMark(verdict: DrawnVerdict, at: { x: number; y: number }, isFilled = true): string {
  const { fill, ink } = COLORS[verdict];
  return isFilled
    ? drawShape(verdict, at, { fill, ink })
    : drawShape(verdict, at, { fill: '#fff', ink: fill, edge: fill });
}

function drawShape(
  verdict: DrawnVerdict,
  at: { readonly x: number; readonly y: number },
  { fill, ink, edge }: { readonly fill: string; readonly ink: string; readonly edge?: string },
): string {
  const { outline, sign } = SHAPES[verdict];
  const style = edge ? `fill="${fill}" stroke="${edge}" stroke-width="1.25"` : `fill="${fill}"`;
  return (
    `<g transform="translate(${round(at.x)} ${round(at.y)})"><path d="${outline}" ${style}/>` +
    `<path d="${sign}" fill="none" stroke="${ink}" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"/></g>`
  );
}

const BADGE_HEIGHT = 30;

/** The verdict of the whole certificate: its mark and its word on its colour, with the top right at (right, y). */
export function drawBadge(
  verdict: DrawnVerdict,
  { right, y }: { readonly right: number; readonly y: number },
): { svg: string; width: number; height: number } {
  const { fill, ink } = COLORS[verdict];
  const word = fitText(verdict, { width: 200, size: 16, smallest: 16, weight: 600 });
  const width = Math.ceil(12 + MARK + 8 + word.width + 14);
  const x = right - width;
  const at = { x: x + 12, y: y + (BADGE_HEIGHT - MARK) / 2 };
  const mark = drawShape(verdict, at, { fill: ink, ink: fill });
  const svg = [
    `<rect x="${x}" y="${y}" width="${width}" height="${BADGE_HEIGHT}" rx="5" fill="${fill}"/>`,
    mark,
    svgText(word, { x: x + 12 + MARK + 8, y: y + 5, anchor: 'start', weight: 600, fill: ink }),
  ].join('\n');
  return { svg, width, height: BADGE_HEIGHT };
}
