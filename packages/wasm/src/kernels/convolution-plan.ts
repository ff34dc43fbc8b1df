import { type ConvolutionAxis, type Phase, phasesOf, unifiedPhase } from '../gradients/phases.js';
import { CHANNEL_BLOCK } from './kernel.js';

/** One stride-1 convolution of `dy`; its output channels hold one block of input channels for each pair of residues. */
export interface PhaseConvolution {
  readonly y: Phase;
  readonly x: Phase;
  readonly residues: readonly (readonly [y: number, x: number])[];
}

/** The convolutions that together yield the gradient with respect to a convolution's input. */
export interface ConvolutionPlan {
  /** One convolution for all residues, instead of one each. */
  readonly unified: boolean;
  readonly convolutions: readonly PhaseConvolution[];
}

/**
 * Plans the cheaper of two ways: one convolution a pair of residues (no superfluous tap, but output channels that
 * are rounded up to a block each), or one for all of them (some zero taps, channels rounded up once). The cost is
 * the number of multiplications that XNNPACK does.
 */
export function planConvolutions(y: ConvolutionAxis, x: ConvolutionAxis, channels: number): ConvolutionPlan {
  const separate = separateConvolutions(y, x);
  const unified = unifiedConvolution(y, x);
  return cost([unified], channels) <= cost(separate, channels)
    ? { unified: true, convolutions: [unified] }
    : { unified: false, convolutions: separate };
}

/** One convolution for each pair of residues. */
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
