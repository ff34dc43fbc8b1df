import { notFinite } from '@csm/base';

/**
 * Checks numbers that an encoder or an explainer computed.
 * @param what description of the numbers, with which the error begins: `encode: latent`.
 * @param firstSample index of the first sample in the whole run.
 * @throws if a number is NaN or infinite; the error names the sample.
 */
export function checkFinite(
  what: string,
  values: Float32Array,
  sampleSize: number,
  firstSample: number,
): void {
  // A loop is four times as fast as findIndex, and the numbers may fill gigabytes.
  let bad = 0;
  while (bad < values.length && Number.isFinite(values[bad])) bad += 1;
  if (bad === values.length) return;
  throw notFinite(
    `${what} of sample ${firstSample + Math.floor(bad / sampleSize)} must be finite; got ${values[bad]}; the inputs are finite, so look for NaN ` +
      "in the encoder's weights (has its training diverged?) or in the explainer's baseline.",
  );
}
