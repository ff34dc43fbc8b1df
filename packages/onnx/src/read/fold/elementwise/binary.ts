import type { Constant, ElementType } from '../../../model/onnx-model.js';
import { broadcastNumbers, broadcastShape } from '../arrays/broadcast.js';
import { computed, isFloat } from '../arrays/numbers-of-type.js';
import type { Fold, Folding, Folds } from '../folding.js';

type Combine = (a: number, b: number) => number;

/** The results of two constants that broadcast to each other. */
function combined(
  at: Folding,
  [a, b]: readonly [Constant, Constant],
  type: ElementType,
  f: Combine,
): Constant {
  const shape = broadcastShape(at, [a.shape, b.shape]);
  const [left, right] = [broadcastNumbers(at, a, shape), broadcastNumbers(at, b, shape)];
  return computed(at, type, shape, (i) => f(left(i), right(i)));
}

/** @param ofIntegers the function of whole numbers, if it is another one. */
function arithmetic(f: Combine, ofIntegers = f): Fold {
  return (at) => {
    if (hasOldBroadcast(at)) return undefined;
    const pair = [at.input(0), at.input(1)] as const;
    const { type } = pair[0];
    return combined(at, pair, type, isFloat(type) ? f : ofIntegers);
  };
}

/** Before opset 7, an attribute said how the second input is broadcast. */
const hasOldBroadcast = ({ node }: Folding): boolean => node.attributes.has('broadcast');

function comparison(f: (a: number, b: number) => boolean): Fold {
  return (at) =>
    hasOldBroadcast(at)
      ? undefined
      : combined(at, [at.input(0), at.input(1)], 'bool', (a, b) => (f(a, b) ? 1 : 0));
}

/** Any number of inputs, combined one after the other. */
function variadic(f: Combine, finish = (sum: number, _count: number) => sum): Fold {
  return (at) => {
    const constants = at.inputs.map((_, i) => at.input(i));
    const { type } = at.input(0);
    const shape = broadcastShape(
      at,
      constants.map((each) => each.shape),
    );
    const all = constants.map((each) => broadcastNumbers(at, each, shape));
    return computed(at, type, shape, (i) => {
      let result = all[0]?.(i) ?? 0;
      for (let k = 1; k < all.length; k++) result = f(result, all[k]?.(i) ?? 0);
      return finish(result, all.length);
    });
  };
}

/** The remainder with the sign of the divisor, as in Python. */
const pythonRemainder: Combine = (a, b) => {
  const rest = a % b;
  if (rest === 0) return b < 0 || Object.is(b, -0) ? -0 : 0;
  return rest < 0 === b < 0 ? rest : rest + b;
};

/** What a division by zero gives is undefined for whole numbers. */
const ofIntegers =
  (f: Combine): Combine =>
  (a, b) =>
    b === 0 ? 0 : f(a, b);

/** Operators of several inputs that treat numbers at the same place. */
export const binary: Folds = {
  Add: arithmetic((a, b) => a + b),
  And: comparison((a, b) => a !== 0 && b !== 0),
  Div: arithmetic(
    (a, b) => a / b,
    ofIntegers((a, b) => Math.trunc(a / b)),
  ),
  Equal: comparison((a, b) => a === b),
  Greater: comparison((a, b) => a > b),
  GreaterOrEqual: comparison((a, b) => a >= b),
  Less: comparison((a, b) => a < b),
  LessOrEqual: comparison((a, b) => a <= b),
  Max: variadic(Math.max),
  Mean: variadic(
    (a, b) => a + b,
    (sum, count) => sum / count,
  ),
  Min: variadic(Math.min),
  Mod(at) {
    const remainder: Combine = at.number('fmod', 0) === 1 ? (a, b) => a % b : pythonRemainder;
    return arithmetic(remainder, ofIntegers(remainder))(at);
  },
  Mul: arithmetic((a, b) => a * b),
  Or: comparison((a, b) => a !== 0 || b !== 0),
  Pow: arithmetic(
    (a, b) => a ** b,
    (a, b) => Math.trunc(a ** b),
  ),
  PRelu: arithmetic((x, slope) => (x < 0 ? slope * x : x)),
  Sub: arithmetic((a, b) => a - b),
  Sum: variadic((a, b) => a + b),
  Xor: comparison((a, b) => (a !== 0) !== (b !== 0)),
};
