import { CHANNEL_BLOCK } from '../kernels/kernel.js';
import { type ConvolutionAxis, type Phase, phasesOf, unifiedPhase } from './phases.js';

/**
 * One stride-1 convolution of `dy`. Its output channels consist of one block of input channels per pair of
 * residues.
 */
export interface PhaseConvolution {
  readonly y: Phase;
  readonly x: Phase;
  readonly residues: readonly (readonly [y: number, x: number])[];
}

/** The convolutions that together yield the gradient with respect to a convolution's input. */
export interface ConvolutionPlan {
  /** Whether one convolution computes all residues; otherwise there is one convolution per pair of residues. */
  readonly unified: boolean;
  readonly convolutions: readonly PhaseConvolution[];
}

/**
 * Chooses the cheaper of two plans: one convolution per pair of residues (no superfluous taps, but the output channels of each
 * are rounded up to a block), or one convolution for all pairs (some zero taps, but channels rounded up only once). The cost is
 * the number of multiplications that XNNPACK does.
 */
export function planConvolutions(y: ConvolutionAxis, x: ConvolutionAxis, channels: number): ConvolutionPlan {
  const separate = separateConvolutions(y, x);
  const unified = unifiedConvolution(y, x);
  return cost([unified], channels) <= cost(separate, channels)
    ? { unified: true, convolutions: [unified] }
    : { unified: false, convolutions: separate };
}

/** One convolution per pair of residues. */
export function separateConvolutions(y: ConvolutionAxis, x: ConvolutionAxis): PhaseConvolution[] {
  const xPhases = phasesOf(x);
  return phasesOf(y)
    .flatMap((y) => xPhases.map((x) => ({ y, x, residues: [[y.residue, x.residue] as const] })))
    .filter(({ y, x }) => y.taps > 0 && x.taps > 0);
}

function unifiedConvolution(y: ConvolutionAxis, x: ConvolutionAxis): PhaseConvolution {
  const residues = Array.from(
    { length: y.stride * x.stride },
    (_, i) => [Math.floor(i / x.stride), i % x.stride] as const,
  );
  return { y: unifiedPhase(y), x: unifiedPhase(x), residues };
}

function cost(convolutions: readonly PhaseConvolution[], channels: number): number {
  return convolutions.reduce((total, { y, x, residues }) => {
    const blocks = Math.ceil((residues.length * channels) / CHANNEL_BLOCK);
    return total + y.length * x.length * y.taps * x.taps * blocks * CHANNEL_BLOCK;
  }, 0);
}
