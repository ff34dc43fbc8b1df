import { type Answer, percent, type SampleNoun, twoDigits } from './answer.js';

/** The least share of the first genes that two trainings must have in common. */
const LEAST_OVERLAP = 0.5;

/** How much the rankings of two trainings agree. */
export interface SeedsOverlap {
  /** Number of first genes that are compared. */
  readonly top: number;
  /** Share of the first genes that both have; with more than two trainings, the smallest share of two. */
  readonly overlap: number;
  /** Spearman's correlation of the attributions over all genes; with more than two trainings, the smallest. */
  readonly correlation: number;
  /** The overlap of unrelated rankings. */
  readonly chance: number;
}

/** Does the ranking survive another training? @param overlap undefined if there is only one. */
export function seedsAnswer(overlap: SeedsOverlap | undefined, isTrained: boolean, noun: SampleNoun): Answer {
  const question = 'Does the ranking survive another training of the model?';
  if (overlap === undefined) {
    return {
      ...{ question, verdict: 'too few to tell', decides: true },
      found: 'There is one model, so it is unknown how much of the ranking is due to its random start.',
      todo: isTrained
        ? 'Train two: --seed 0,1.'
        : 'Train the same model with another seed, and pass it with --second-encoder.',
    };
  }
  const { top, overlap: share, correlation, chance } = overlap;
  const survives = share >= LEAST_OVERLAP;
  return {
    ...{ question, verdict: survives ? 'believe' : 'doubt', decides: true },
    found:
      `The first ${top} genes of two trainings have ${Math.round(share * top)} in common (chance: ${twoDigits(chance * top)}); over all ` +
      `genes, the rank correlation of their attributions is ${twoDigits(correlation)}.`,
    todo: survives
      ? 'Trust genes that are among the first of both.'
      : `At least ${percent(LEAST_OVERLAP)} must be in common: use only genes that both trainings rank first, more ${noun}s, or fewer genes (--hvg).`,
  };
}
