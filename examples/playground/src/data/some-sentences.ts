/** The first three of many sentences, and how many more there are. */
export function someSentences(sentences: readonly string[]): string {
  const shown = sentences.slice(0, 3).join(' ');
  return sentences.length > 3 ? `${shown} And ${sentences.length - 3} more.` : shown;
}
