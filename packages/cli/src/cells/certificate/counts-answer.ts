import type { Answer } from './answer.js';

/** Are the values raw counts? Asked if they are not whole numbers. @param readsCounts whether the model is made for counts. */
export function countsAnswer(readsCounts: boolean): Answer {
  return {
    ...{ question: 'Are the data raw counts?', verdict: 'doubt', decides: readsCounts },
    found:
      'The data have values that are not whole numbers, so they may be normalised or log-transformed already' +
      `${readsCounts ? '; the model and the plain test take them for counts' : '; the plain test takes them for counts'}.`,
    todo: 'Run on raw counts: --layer counts or --layer raw, if the file has them.',
  };
}
