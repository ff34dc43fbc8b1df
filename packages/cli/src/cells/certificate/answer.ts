import type { Verdict } from '@csm/evaluate';

/** A question about a concept of cells and its ranking, and the answer in words. */
export interface Answer {
  readonly question: string;
  readonly verdict: Verdict;
  /** Whether the answer affects the verdict; the others inform. */
  readonly decides: boolean;
  /** False if the question could not be asked, because an option is missing. Default true. */
  readonly isAsked?: boolean | undefined;
  /** What was measured. */
  readonly found: string;
  /** What to do about it. */
  readonly todo: string;
}

/** What a sample is called. */
export type SampleNoun = 'cell' | 'spot';

/** A proportion or AUC with two digits: `0.97`. */
export const twoDigits = (value: number): string => value.toFixed(2);

/** A share as a percentage: `97 %`. */
export const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** A number with its noun: `1 donor`, `2,000 cells`. */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
