import type { DrawnCertificate } from './drawn-certificate.js';
import { writtenLines } from './written-lines.js';

/**
 * The small print: how to read the figure, the warnings of the methods, and those reasons that are not the answer to a question
 * of the table, where they would stand twice.
 */
export function drawNotes(
  certificate: DrawnCertificate,
  legend: readonly string[],
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): { svg: string; height: number } {
  const { questions, reasons, warnings } = certificate;
  const answers = questions.map(({ found, todo }) => `${found} ${todo}`);
  const others = reasons.filter((reason) => !answers.includes(reason));
  const informs = questions.some(({ decides }) => !decides);
  const texts = [
    ...others.map((reason) => `Reason: ${reason}`),
    ...legend,
    ...(informs ? ['Filled marks count towards the verdict; hollow marks do not.'] : []),
    ...[...new Set(warnings)].map((warning) => `Warning: ${warning}`),
  ];
  const parts: string[] = [];
  let bottom = y;
  for (const text of texts) {
    const written = writtenLines(text, { x, y: bottom, width }, { size: 9.5, fill: '#444' });
    parts.push(written.svg);
    bottom += written.height + 3;
  }
  return { svg: parts.join('\n'), height: bottom - y };
}
