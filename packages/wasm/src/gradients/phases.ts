/** One spatial axis of a forward convolution. */
export interface ConvolutionAxis {
  /** Length of the convolution's input (the length of the gradient that we want). */
  readonly input: number;
  /** Length of the convolution's output (the length of `dy`). */
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  /** Zeros before the first input sample. */
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
  /** Number of taps: m runs over 0 … taps − 1. 0 where the kernel is shorter than the residue: the gradient is 0. */
  readonly taps: number;
  /** Zeros to put before and after `dy`. */
  readonly pad: readonly [number, number];
  /** Length of the convolved `dy`; 0 where nothing needs to be computed. */
  readonly length: number;
  /** The quotient q of the convolution's first value. */
  readonly firstQuotient: number;
}

/** The phases of an axis, one for each residue 0 … stride − 1. */
export function phasesOf(axis: ConvolutionAxis): Phase[] {
  return Array.from({ length: axis.stride }, (_, residue) =>
    cropped(axis, residue, Math.ceil((axis.kernel - residue) / axis.stride), residue, residue),
  );
}

/**
 * All phases of an axis in one convolution: as many taps as the longest phase has (the shorter ones are filled
 * up with zeros), over the quotients that any residue needs.
 */
export function unifiedPhase(axis: ConvolutionAxis): Phase {
  return cropped(axis, 0, Math.ceil(axis.kernel / axis.stride), axis.stride - 1, 0);
}

/** The full convolution of `dy` with `taps` taps has output + taps − 1 values; keep what the input needs of it. */
function cropped(axis: ConvolutionAxis, residue: number, taps: number, low: number, high: number): Phase {
  const { input, output, stride, padBefore } = axis;
  const first = Math.max(0, Math.ceil((padBefore - low) / stride));
  const last = Math.min(output + taps - 2, Math.floor((padBefore + input - 1 - high) / stride));
  if (taps <= 0 || last < first)
    return { residue, taps: Math.max(0, taps), pad: [0, 0], length: 0, firstQuotient: 0 };
  // XNNPACK takes no negative padding: values that lie wholly inside the padding are computed and then ignored.
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
