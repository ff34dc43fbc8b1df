import type { Constant } from './constant.js';
import type { Region } from './expression.js';

/** The scalar functions that a region computes: one, or one for each element of its broadcast constants. */
export interface RegionFunctions {
  /** The shape of the constants, broadcast; all lengths are 1 if there is one function. */
  readonly shape: readonly number[];
  readonly count: number;
  /** The constants of a function: its kinks are at or near these numbers. */
  constantsOf(element: number): number[];
  evaluate(element: number, x: number): number;
}

/** The functions of a region; undefined if its constants do not broadcast, or differ between samples. */
export function functionsOfRegion(region: Region, rank: number): RegionFunctions | undefined {
  const constants = [...region.steps.values()].flatMap(({ inputs }) =>
    inputs.filter((input) => typeof input !== 'number'),
  );
  const shape = broadcastShape(constants.map((constant) => constant.shape));
  if (shape === undefined || shape.length > rank || (shape.length === rank && shape[0] !== 1))
    return undefined;
  const readers = new Map(constants.map((constant) => [constant, reader(constant, shape)]));
  const steps = [...region.steps];
  return {
    shape,
    count: shape.reduce((total, length) => total * length, 1),
    constantsOf: (element) => [...readers.values()].map((read) => read(element)),
    evaluate(element, x) {
      const values = new Map([[region.source, x]]);
      for (const [id, step] of steps) {
        const [a = 0, b = 0, c = 0] = step.inputs.map((input) =>
          typeof input === 'number'
            ? (values.get(input) ?? Number.NaN)
            : (readers.get(input)?.(element) ?? 0),
        );
        values.set(id, step.function(a, b, c));
      }
      return values.get(region.output) ?? Number.NaN;
    },
  };
}

function broadcastShape(shapes: readonly (readonly number[])[]): number[] | undefined {
  const rank = shapes.reduce((most, shape) => Math.max(most, shape.length), 0);
  const aligned = shapes.map((shape) => [...Array<number>(rank - shape.length).fill(1), ...shape]);
  const broadcast = Array.from({ length: rank }, (_, axis) =>
    aligned.reduce((most, shape) => Math.max(most, shape[axis] ?? 1), 1),
  );
  const fits = aligned.every((shape) =>
    shape.every((length, axis) => length === 1 || length === broadcast[axis]),
  );
  return fits ? broadcast : undefined;
}

/** Reads a constant at an element of the broadcast shape. */
function reader(
  { shape: ownShape, values }: Constant,
  shape: readonly number[],
): (element: number) => number {
  if (values.length === 1) return () => values[0] ?? 0;
  const own = [...Array<number>(shape.length - ownShape.length).fill(1), ...ownShape];
  return (element) => {
    let [rest, index, stride] = [element, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [length = 1, ownLength = 1] = [shape[axis], own[axis]];
      if (ownLength > 1) index += (rest % length) * stride;
      rest = Math.floor(rest / length);
      stride *= ownLength;
    }
    return values[index] ?? 0;
  };
}
