import type { OperatorReader } from '../../reading.js';

/** Operators that compute with whole numbers have no derivative, and are refused by name. */
export const wholeNumberArithmetic: OperatorReader = (at) => {
  throw at.refuse(
    'it computes with whole numbers, which has no derivative; export the model before it is quantised, or with its weights alone quantised.',
  );
};
