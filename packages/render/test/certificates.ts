import ndarray, { type NdArray } from 'ndarray';
import type { DrawnCertificate, DrawnQuestion, DrawnVerdict } from '../src/index.js';

/** An array of numbers that rise from −1 to 1, or from 0 to 1. */
export function ramp(shape: number[], low = -1): NdArray<Float32Array> {
  const count = shape.reduce((a, b) => a * b, 1);
  return ndarray(
    Float32Array.from({ length: count }, (_, i) => low + ((1 - low) * i) / Math.max(1, count - 1)),
    shape,
  );
}

/** Zeros and ones: 1 where the index of a number passes the test. */
export function marks(shape: number[], isMarked: (index: number) => boolean): NdArray<Uint8Array> {
  const count = shape.reduce((a, b) => a * b, 1);
  return ndarray(
    Uint8Array.from({ length: count }, (_, i) => (isMarked(i) ? 1 : 0)),
    shape,
  );
}

const question = (text: string, verdict: DrawnVerdict, decides = true): DrawnQuestion => ({
  question: text,
  verdict,
  decides,
  found: `The answer to "${text}" has an AUC of .93 (95 % bound .81; 60 independent examples on the smaller side).`,
  todo: `Do something about "${text}": see \`entanglement\`.`,
  cannotSee: `It cannot see why "${text}" is so, nor what only several features together change.`,
});

/** A certificate of inputs of the given shape, with everything that a certificate may have. */
export function certificateOf(shape: readonly number[], changes: Partial<DrawnCertificate> = {}) {
  const all = [4, ...shape];
  const made: DrawnCertificate = {
    concept: 'glasses',
    explainer: 'integrated gradients',
    description: 'integrated gradients, 16 steps from the mean',
    verdict: 'doubt',
    reasons: [],
    questions: [
      question('Does the score separate?', 'believe'),
      question('Does the map show what is read?', 'doubt'),
      question('Is it something else?', 'too few to tell', false),
    ],
    examples: { positives: 60, negatives: 1200, independent: 7 },
    inputs: ramp(all, 0),
    maps: ramp(all),
    scores: ndarray(Float32Array.of(2.345, -0.01234, 1, 2), [4]),
    evidence: ramp([3, ...shape]),
    measures: {
      regions: { significant: marks([...shape], (i) => i < 3) },
      decoder: { maps: ramp([2, ...shape]) },
    },
    warnings: ['integratedGradients: the steps are few.'],
  };
  return { ...made, ...changes };
}
