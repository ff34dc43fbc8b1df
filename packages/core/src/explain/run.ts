/** How a run is watched and stopped. */
export interface Run {
  /** Checked between passes; an abort rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the finished share of the work, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Told what makes the result doubtful, such as a tolerance that was not reached. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /**
   * Index of the batch's first sample in the whole run. With it, methods that draw random numbers give a sample the same
   * draws in whatever batch it comes. Default 0.
   */
  readonly firstSample?: number | undefined;
  /**
   * Set by a method that calls another one again and again, as SmoothGrad does: methods that draw random numbers mix it
   * into their seed, so that the draws of the calls are independent of one another and of the outer method's. Default ''.
   */
  readonly stream?: string | undefined;
  /** To be awaited between passes: lets timers and input be served now and then, so that an abort can arrive. */
  readonly pause?: (() => Promise<void>) | undefined;
}

/** What every explainer awaits before each of its passes: gives way to timers and input, then heeds an abort. */
export async function checkpoint({ signal, pause }: Run): Promise<void> {
  await pause?.();
  signal?.throwIfAborted();
}
