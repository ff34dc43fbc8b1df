import type { RandomConceptMap } from './tissue-figure-options.js';

/** The sentence under a map that says how much it resembles the maps of random concept vectors. */
export function correlationCaption({ correlation, vectors, magnitudes = false }: RandomConceptMap): string {
  const of = magnitudes ? ' of |map|' : '';
  const map = magnitudes ? '|map|' : 'map';
  return vectors === 1
    ? `correlation ${correlationText(correlation)}${of} with the ${map} of a random concept vector`
    : `mean correlation ${correlationText(correlation)}${of} with the ${map}s of ${vectors} random concept vectors`;
}

/** A correlation with two decimals, or with three if it would look like 1: `.95`, `.996`, `> .999`, `−.12`. */
export function correlationText(correlation: number): string {
  const size = Math.abs(correlation);
  const sign = correlation < 0 ? '−' : '';
  if (size === 1) return `${sign}1`;
  const digits = [2, 3].map((count) => size.toFixed(count)).find((text) => Number(text) < 1);
  if (digits === undefined) return correlation < 0 ? '< −.999' : '> .999';
  return Number(digits) === 0 ? '.00' : sign + digits.slice(1);
}
