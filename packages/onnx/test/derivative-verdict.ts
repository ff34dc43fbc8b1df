import { size } from '@csm/base';
import type { Constant } from '../src/model/onnx-model.js';
import { isConstant, type Value } from '../src/read/value.js';
import { graphsOfCase } from './cases/graphs-of-case.js';
import type { Verdict } from './conformance.js';
import { inNodeOrder, type NodesGraph, type Plain, runNodes } from './graph-of-nodes.js';

/** What became of the derivatives of a case; passes count what was compared and what lies at a kink or a jump. */
export type DerivativeVerdict =
  | Exclude<Verdict, { readonly kind: 'pass' }>
  | { readonly kind: 'pass'; readonly compared: number; readonly skipped: number };

/** How many numbers of each input are moved. */
const MOVED = 40;
/** How many numbers all moved inputs have together. */
const NUMBERS = 2 ** 20;
const STEP = 2 ** -6;

/**
 * Compares the derivative of Σ c · y with respect to the floats that a model of the standard's cases reads, for each output y, with central differences of the
 * graph's own forward pass, whose values the cases have confirmed.
 *
 * The forward pass is in float32 and its outputs are added up in float64. Differences over h and h/2 are extrapolated (Richardson), which
 * leaves errors of about 1e-4; numbers where they disagree, or where the differences to both sides do, lie at a kink or a jump.
 */
export async function derivativeVerdict(
  bytes: Uint8Array,
  constants: readonly Constant[],
): Promise<DerivativeVerdict> {
  let [compared, skipped, refused, wrong] = [0, 0, '', ''];
  for await (const each of graphsOfCase(bytes, constants)) {
    if ('refusal' in each) {
      refused ||= each.refusal;
      continue;
    }
    const { graph, explained, isReversed } = each;
    try {
      for (const output of graph.outputs.values()) {
        if (isConstant(output)) continue;
        const found = compare(
          graph,
          output,
          explained.map((k) => constants[k] as Constant),
        );
        compared += found.compared;
        skipped += found.skipped;
        wrong ||= found.wrong && `inputs ${explained}${isReversed ? ' reversed' : ''}: ${found.wrong}`;
      }
    } catch (error) {
      wrong ||= (error as Error).message;
    }
  }
  if (wrong) return { kind: 'wrong', reason: wrong };
  return compared + skipped === 0 && refused
    ? { kind: 'refused', reason: refused }
    : { kind: 'pass', compared, skipped };
}

interface Comparison {
  readonly compared: number;
  readonly skipped: number;
  readonly wrong: string;
}

function compare(graph: NodesGraph, output: Value, inputs: readonly Constant[]): Comparison {
  const cotangent = Array.from({ length: size(output.shape) }, (_, i) => Math.sin(7 * i + 1) + 0.2);
  const { values, gradients } = runNodes(
    graph,
    inputs.map((input) => [input]),
    output.id,
    cotangent,
  );
  const noise = values.reduce((sum, value, i) => sum + 2 ** -22 * Math.abs(value * (cotangent[i] ?? 0)), 0);
  let [compared, skipped, wrong] = [0, 0, ''];
  inputs.forEach((input, k) => {
    const value = graph.inputs[k] as Value;
    const gradient = inOnnxOrder(value, gradients[k] ?? []);
    const count = input.data.length;
    const stride = Math.ceil(count / Math.max(1, Math.min(MOVED, NUMBERS / (5 * count))));
    const moved = Array.from(
      { length: Math.ceil(count / stride) },
      (_, i) => (i * stride + (i % stride)) % count,
    );
    const steps = moved.map((i) => STEP * Math.max(0.25, Math.abs(input.data[i] ?? 0)));
    const variants = moved.flatMap((i, n) =>
      [0, 1, -1, 0.5, -0.5].map((by) => movedBy(input, i, by * (steps[n] ?? 0))),
    );
    const samples = inputs.map((other, j) => (j === k ? variants : variants.map(() => other)));
    const sums = scores(runNodes(graph, samples, output.id).values, cotangent);
    const found = moved.map((_, n) => difference(sums.slice(5 * n, 5 * n + 5), steps[n] ?? 1));
    const scale = found.reduce(
      (most, each, n) =>
        each ? Math.max(most, Math.abs(each.value), Math.abs(gradient[moved[n] ?? 0] ?? 0)) : most,
      0,
    );
    found.forEach((each, n) => {
      const own = gradient[moved[n] ?? 0] ?? Number.NaN;
      const rounding = noise / (steps[n] ?? 1);
      if (
        each === undefined ||
        !Number.isFinite(rounding) ||
        each.doubt > 0.05 * scale + 8 * rounding ||
        each.isKink(scale, rounding)
      ) {
        skipped++;
        return;
      }
      compared++;
      if (!(Math.abs(own - each.value) <= 1e-3 * scale + 0.3 * each.doubt + 8 * rounding))
        wrong ||= `input ${k} of ${graph.inputs.length}, number ${moved[n]}: ${own}, differences ${each.value}`;
    });
  });
  return { compared, skipped, wrong };
}

function difference([at = 0, up = 0, down = 0, halfUp = 0, halfDown = 0]: readonly number[], h: number) {
  if (![h, at, up, down, halfUp, halfDown].every(Number.isFinite)) return undefined;
  const [wide, narrow] = [(up - down) / (2 * h), (halfUp - halfDown) / h];
  const bend = (up - 2 * at + down) / h;
  const halfBend = (halfUp - 2 * at + halfDown) / (h / 2);
  return {
    value: (4 * narrow - wide) / 3,
    doubt: Math.abs(narrow - wide),
    /** The differences to both sides of a smooth function approach each other with h. */
    isKink: (scale: number, rounding: number) =>
      Math.abs(halfBend) > 1e-3 * scale + 16 * rounding && Math.abs(halfBend) > 0.75 * Math.abs(bend),
  };
}

function movedBy({ shape, data }: Constant, i: number, by: number): Plain {
  const moved = Float64Array.from(data);
  moved[i] = (moved[i] ?? 0) + by;
  return { shape, data: moved };
}

/** Σ c · y of each sample. */
function scores(values: readonly number[], cotangent: readonly number[]): number[] {
  const { length } = cotangent;
  return Array.from({ length: values.length / length }, (_, sample) =>
    cotangent.reduce((sum, c, i) => sum + c * (values[sample * length + i] ?? Number.NaN), 0),
  );
}

/** The numbers of one sample of a value's node, in ONNX's order. */
function inOnnxOrder(value: Value, data: readonly number[]): number[] {
  const places = inNodeOrder(value, { shape: value.shape, data: data.map((_, i) => i) });
  const ordered: number[] = [];
  places.forEach((place, i) => {
    ordered[place] = data[i] ?? Number.NaN;
  });
  return ordered;
}
