import { fitText, svgText } from '../svg/text.js';
import type { DrawnQuestion } from './drawn-certificate.js';
import { drawMark, MARK, verdictTextColor } from './verdict-mark.js';
import { type LineStyle, writtenLines } from './written-lines.js';

/** Between the mark and the text. */
const INDENT = MARK + 10;
const ROW_GAP = 8;
const ARROW = 14;

/** Draws the questions below each other, each with its mark, its answer, what to do, and what it cannot see in small print. */
export function drawQuestions(
  questions: readonly DrawnQuestion[],
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): { svg: string; height: number } {
  const parts: string[] = [];
  let top = y;
  for (const [i, question] of questions.entries()) {
    if (i > 0) {
      parts.push(`<path d="M${x} ${top}h${width}" stroke="#ddd" stroke-width="0.75"/>`);
      top += ROW_GAP;
    }
    const row = drawQuestion(question, { x, y: top, width });
    parts.push(row.svg);
    top += row.height + ROW_GAP;
  }
  return { svg: parts.join('\n'), height: top - y };
}

function drawQuestion(
  { question, verdict, decides, found, todo, cannotSee }: DrawnQuestion,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): { svg: string; height: number } {
  const left = x + INDENT;
  const text = width - INDENT;
  const answer = decides ? verdict : `${verdict} (informs)`;
  const word = fitText(answer, { width: text / 2, size: 11, smallest: 11, weight: 600 });
  const head = fitText(question, {
    ...{ width: text - word.width - 12, size: 12.5, smallest: 12.5, weight: 600, lines: 4 },
  });
  const fill = verdictTextColor(verdict);
  const parts = [
    drawMark(verdict, { x, y }, decides),
    svgText(head, { x: left, y, anchor: 'start', weight: 600 }),
    svgText(word, { x: x + width, y: y + 1, anchor: 'end', weight: 600, fill }),
  ];
  let bottom = y + head.height + 1;
  const add = (sentence: string, style: LineStyle, indent = 0) => {
    const at = { x: left + indent, y: bottom, width: text - indent };
    const written = writtenLines(sentence, at, style);
    parts.push(written.svg);
    bottom += written.height + (written.height ? 2 : 0);
  };
  add(found, { size: 11 });
  if (todo) {
    const arrow = `M${left + 0.5} ${bottom + 6.5}h8.5m-3.2 -3.2l3.2 3.2l-3.2 3.2`;
    parts.push(`<path d="${arrow}" fill="none" stroke="#333" stroke-width="1.1"/>`);
  }
  add(todo, { size: 11 }, ARROW);
  add(cannotSee && `Limit: ${cannotSee}`, { size: 9.5, fill: '#555' });
  return { svg: parts.join('\n'), height: Math.max(MARK, bottom - y) };
}
