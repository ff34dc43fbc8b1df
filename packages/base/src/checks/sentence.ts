/** Formats a text of another library as the end of a message: on one line, with a period. */
export function sentence(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' ');
  return line.endsWith('.') ? line : `${line}.`;
}
