import { fitText, svgText } from '../svg/text.js';
import type { DrawnCertificate } from './drawn-certificate.js';
import { drawBadge } from './verdict-mark.js';
import { writtenLines } from './written-lines.js';

/** The head of the figure: the concept, the method, the examples, the verdict, and in one line what it rests on. */
export function drawHead(
  certificate: DrawnCertificate,
  title: string,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): { svg: string; height: number } {
  const badge = drawBadge(certificate.verdict, { right: x + width, y });
  const room = width - badge.width - 24;
  const heading = fitText(title, { width: room, size: 20, smallest: 11, weight: 600, lines: 2 });
  const parts = [badge.svg, svgText(heading, { x, y, anchor: 'start', weight: 600 })];
  let bottom = y + heading.height + 2;
  const add = (text: string, style: { size: number; fill: string }) => {
    const written = writtenLines(
      text,
      { x, y: bottom, width: bottom < y + badge.height ? room : width },
      style,
    );
    parts.push(written.svg);
    bottom += written.height + 2;
  };
  const { explainer, description = explainer, examples } = certificate;
  const { positives, negatives } = examples;
  add(`Maps by ${description}`, { size: 12, fill: '#111' });
  add(
    `${counted(positives, 'example')} with the concept, ${negatives.toLocaleString('en')} without it` +
      independentOf(certificate),
    { size: 11, fill: '#444' },
  );
  bottom = Math.max(bottom, y + badge.height + 4);
  add(basisOf(certificate), { size: 12, fill: '#111' });
  return { svg: parts.join('\n'), height: bottom - y };
}

/** What the verdict rests on. */
function basisOf({ verdict, questions }: DrawnCertificate): string {
  const deciding = questions.filter(({ decides }) => decides);
  const asked = (answer: string) =>
    deciding.flatMap(({ verdict: own, question }) => (own === answer ? [`“${question}”`] : [])).join(', ');
  if (verdict === 'believe') return `All deciding questions (${deciding.length}) are answered “believe”.`;
  const because = asked(verdict);
  const word = verdict === 'doubt' ? 'Doubt' : 'Too few to tell';
  return because ? `${word}, because of the answer to ${because}` : `${word}: see the answers.`;
}

/** How many examples are independent, if groups make it fewer. */
function independentOf({ examples: { positives, negatives, independent } }: DrawnCertificate): string {
  if (independent === 0 || independent >= Math.min(positives, negatives)) return '.';
  return `; ${independent.toLocaleString('en')} independent on the smaller side.`;
}

const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
