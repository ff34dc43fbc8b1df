/** One spatial axis of a forward convolution. */
export interface ConvolutionAxis {
  /** Length of the convolution's input, which is the length of the gradient. */
  readonly input: number;
  /** Length of the convolution's output, which is the length of `dy`. */
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  /** Number of zeros before the first input sample. */
  readonly padBefore: number;
}

/**
 * The input samples of one residue modulo the stride, and the stride-1 convolution of `dy` that yields them.
 *
 * With u = h + padBefore, the gradient of input sample h is Σ_o dy[o] · w[u − o·stride]. Write u = q·stride + r:
 * for one residue r this is Σ_m dy[q − m] · w[r + m·stride], a stride-1 convolution of `dy` with every
 * stride-th tap of the kernel.
 */
export interface Phase {
  /** The residue r. */
  readonly residue: number;
  /** Number of taps: m runs over 0 … taps − 1. 0 if the kernel is not longer than the residue; the gradient is then 0. */
  readonly taps: number;
  /** Number of zeros before and after `dy`. */
  readonly pad: readonly [number, number];
  /** Length of the convolved `dy`; 0 if nothing needs to be computed. */
  readonly length: number;
  /** Quotient q of the convolution's first value. */
  readonly firstQuotient: number;
}

/** The phases of an axis, one per residue 0 … stride − 1. */
export function phasesOf(axis: ConvolutionAxis): Phase[] {
  return Array.from({ length: axis.stride }, (_, residue) =>
    cropped(axis, residue, Math.ceil((axis.kernel - residue) / axis.stride), residue, residue),
  );
}

/**
 * Combines all phases of an axis in one convolution, over the quotients that any residue needs. It has as many taps
 * as the longest phase; shorter phases are filled up with zeros.
 */
export function unifiedPhase(axis: ConvolutionAxis): Phase {
  return cropped(axis, 0, Math.ceil(axis.kernel / axis.stride), axis.stride - 1, 0);
}

/**
 * The part of the full convolution of `dy` with `taps` taps that the input needs; the full convolution has output +
 * taps − 1 values.
 */
function cropped(axis: ConvolutionAxis, residue: number, taps: number, low: number, high: number): Phase {
  const { input, output, stride, padBefore } = axis;
  const first = Math.max(0, Math.ceil((padBefore - low) / stride));
  const last = Math.min(output + taps - 2, Math.floor((padBefore + input - 1 - high) / stride));
  if (taps <= 0 || last < first)
    return { residue, taps: Math.max(0, taps), pad: [0, 0], length: 0, firstQuotient: 0 };
  // XNNPACK does not support negative padding, so values entirely inside the padding are computed and then ignored.
  const before = Math.max(0, taps - 1 - first);
  const after = Math.max(0, last - (output - 1));
  return {
    residue,
    taps,
    pad: [before, after],
    length: output + before + after - taps + 1,
    firstQuotient: taps - 1 - before,
  };
}
