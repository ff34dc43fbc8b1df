import { type Answer, percent, type SampleNoun } from './answer.js';

/** What exchanging genes of cells does to the score of a concept. */
export interface GeneUsage {
  /** Number of genes that are exchanged. */
  readonly top: number;
  readonly cells: number;
  /** Share of the difference between cells with and without the concept that goes when the first genes are exchanged. */
  readonly first: number;
  /** The same for random genes: the mean and the largest of several draws. */
  readonly random: number;
  readonly largestRandom: number;
  readonly draws: number;
}

/** Does the encoder use the first genes of the ranking? */
export function usageAnswer(
  name: string,
  { top, cells, first, random, largestRandom, draws }: GeneUsage,
  noun: SampleNoun,
): Answer {
  const question = 'Does the encoder use these genes?';
  const found =
    `If the counts of the first ${top} genes of ${cells} ${noun}s of ${name} are replaced by those of ${noun}s without it, ${percent(first)} of the ` +
    `difference in the score goes; with ${top} random genes ${percent(random)} (at most ${percent(largestRandom)} in ${draws} draws).`;
  if (Number.isNaN(first)) {
    return {
      ...{ question, verdict: 'too few to tell', decides: true, found },
      todo: 'The two sides have the same score: see the first question.',
    };
  }
  const isUsed = first > largestRandom;
  return {
    ...{ question, verdict: isUsed ? 'believe' : 'doubt', decides: true, found },
    todo: isUsed
      ? 'Nothing to do.'
      : 'The ranking does not show what the encoder reads: use another method, such as integratedGradients.',
  };
}
