import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placementOf } from './interleave.js';
import { type ConvolutionAxis, type Phase, phasesOf, unifiedPhase } from './phases.js';

const axes = fc.record({
  input: fc.integer({ min: 1, max: 20 }),
  output: fc.integer({ min: 1, max: 12 }),
  kernel: fc.integer({ min: 1, max: 7 }),
  stride: fc.integer({ min: 1, max: 4 }),
  padBefore: fc.integer({ min: 0, max: 9 }),
});

/** The gradient by definition: sample h gets dy[o] · w[t] for all o and t with o · stride + t − padBefore = h. */
function byDefinition(axis: ConvolutionAxis, dy: readonly number[], w: readonly number[]): number[] {
  const gradient = new Array<number>(axis.input).fill(0);
  dy.forEach((d, o) => {
    w.forEach((weight, t) => {
      const h = o * axis.stride + t - axis.padBefore;
      if (h >= 0 && h < axis.input) gradient[h]! += d * weight;
    });
  });
  return gradient;
}

/** The stride-1 convolution of the padded dy for one phase. */
function convolved(
  axis: ConvolutionAxis,
  phase: Phase,
  residue: number,
  dy: readonly number[],
  w: readonly number[],
): number[] {
  const padded = [
    ...new Array<number>(phase.pad[0]).fill(0),
    ...dy,
    ...new Array<number>(phase.pad[1]).fill(0),
  ];
  return Array.from({ length: phase.length }, (_, at) => {
    let sum = 0;
    for (let m = 0; m < phase.taps; m++)
      sum += padded[at + phase.taps - 1 - m]! * (w[residue + m * axis.stride] ?? 0);
    return sum;
  });
}

function byPhases(
  axis: ConvolutionAxis,
  phaseOf: (residue: number) => Phase,
  dy: readonly number[],
  w: readonly number[],
): number[] {
  const gradient = new Array<number>(axis.input).fill(0);
  for (let residue = 0; residue < axis.stride; residue++) {
    const phase = phaseOf(residue);
    const values = convolved(axis, phase, residue, dy, w);
    const { start, step, count, sourceStart } = placementOf(axis, phase, residue);
    for (let i = 0; i < count; i++) gradient[start + i * step]! += values[sourceStart + i]!;
  }
  return gradient;
}

describe('phases', () => {
  // Integers, so that sums are exact, and different enough to detect a shifted tap.
  const dyOf = (axis: ConvolutionAxis): number[] => Array.from({ length: axis.output }, (_, i) => 1 + i * i);
  const wOf = (axis: ConvolutionAxis): number[] => Array.from({ length: axis.kernel }, (_, i) => 3 + 7 * i);

  it('give the gradient by definition with one convolution per residue', () => {
    fc.assert(
      fc.property(axes, (axis) => {
        const phases = phasesOf(axis);
        expect(byPhases(axis, (residue) => phases[residue]!, dyOf(axis), wOf(axis))).toEqual(
          byDefinition(axis, dyOf(axis), wOf(axis)),
        );
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('give the gradient by definition with one convolution for all residues', () => {
    fc.assert(
      fc.property(axes, (axis) => {
        const phase = unifiedPhase(axis);
        expect(byPhases(axis, () => phase, dyOf(axis), wOf(axis))).toEqual(
          byDefinition(axis, dyOf(axis), wOf(axis)),
        );
      }),
      { seed: 2, numRuns: 2000 },
    );
  });

  it('have no taps if the kernel is shorter than the residue', () => {
    const phases = phasesOf({ input: 9, output: 3, kernel: 1, stride: 3, padBefore: 0 });
    expect(phases.map((phase) => phase.taps)).toEqual([1, 0, 0]);
    expect(phases.map((phase) => phase.length)).toEqual([3, 0, 0]);
  });
});
