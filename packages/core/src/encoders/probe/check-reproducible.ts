import { checkBatchSize, checkRequiredOptions, checkSignal, unsupportedModel } from '@csm/base';
import type { Encoder } from '../encoder.js';
import type { CheckedInputs } from '../input-batches.js';
import { type Finding, probeAlone, probeInBatch, type RunProbe, sameLatents } from './probe.js';
import { probeSamples } from './probe-samples.js';
import { runProbe } from './run-probe.js';
import { isTrusted } from './trusted.js';

/** Options of {@link checkReproducible}: how a function is going to run an encoder. */
export interface ReproducibleOptions {
  /** Number of samples per batch. With 1, a latent may depend on its batch. */
  readonly batchSize: number;
  /** Stops the check; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Whether methods may also call `trace`. Default false. */
  readonly trace?: boolean | undefined;
}

type Passed = 'alone' | 'batch';
type Samples = readonly [Float32Array, Float32Array];

/** What was found before about each encoder. Encoders that are refused are probed again. */
const passed = { encode: new WeakMap<Encoder, Passed>(), trace: new WeakMap<Encoder, Passed>() };

/**
 * Checks that an encoder returns the same latents each time, and the same for a sample in every batch, by three passes of one and
 * two samples at its first use. Scores and maps of other encoders would be noise, or depend on the other inputs.
 * The result is remembered for the encoder.
 *
 * Not checked: encoders with values per sample (`slice`, `samples`), encoders whose graph consists of known operations, and
 * encoders that throw, which throw again when they are used.
 *
 * @param caller name of the function; the error begins with it.
 * @param inputs the inputs of the function, or its first ones: at least one.
 * @throws if two equal calls differ or, unless batches have one sample, if the latent of a sample depends on the others; the
 *   reason of `signal` on abort.
 * @category Write an encoder
 */
export async function checkReproducible(
  caller: string,
  encoder: Encoder,
  inputs: { readonly values: Float32Array; readonly sampleSize: number },
  options: ReproducibleOptions,
): Promise<void> {
  checkRequiredOptions<ReproducibleOptions>(caller, options, { batchSize: true, signal: true, trace: true });
  const { batchSize, signal, trace = false } = options;
  checkBatchSize(caller, batchSize);
  checkSignal(caller, signal);
  if (encoder.slice !== undefined || encoder.samples !== undefined) return;
  for (const path of trace ? (['encode', 'trace'] as const) : (['encode'] as const)) {
    const needed: Passed = batchSize === 1 ? 'alone' : 'batch';
    const before = passed[path].get(encoder);
    const run = encoder[path];
    if (typeof run !== 'function' || isTrusted(run) || before === 'batch' || before === needed) continue;
    const finding = await probe(path, encoder, inputs, needed, signal);
    if (finding.is === 'random' || finding.is === 'mixing') throw refusal(caller, finding);
    if (finding.is !== 'unknown') passed[path].set(encoder, finding.is);
  }
}

async function probe(
  path: 'encode' | 'trace',
  encoder: Encoder,
  inputs: Pick<CheckedInputs, 'values' | 'sampleSize'>,
  needed: Passed,
  signal: AbortSignal | undefined,
): Promise<Finding> {
  const samples = probeSamples(inputs);
  const run = runProbe(path, encoder, signal);
  try {
    if (path === 'trace' && (await tracesLikeItEncodes(encoder, run, samples, signal))) return { is: needed };
    if (needed === 'batch') return await probeInBatch(run, samples);
  } catch {
    signal?.throwIfAborted();
    // It may take single samples only, which cannot be mixed. Otherwise it throws again when it is used.
  }
  try {
    return await probeAlone(run, samples[0]);
  } catch {
    signal?.throwIfAborted();
    return { is: 'unknown' };
  }
}

/** Whether traces have the latents of `encode`, which was probed before: one pass instead of three. */
async function tracesLikeItEncodes(
  encoder: Encoder,
  trace: RunProbe,
  samples: Samples,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const encoded = await runProbe('encode', encoder, signal)(samples);
  const traced = await trace(samples);
  return traced.draws === 0 && sameLatents(encoded.latents, traced.latents);
}

function refusal(caller: string, { is, relative }: Finding & { readonly relative: number }): Error {
  const percent = `${Number((100 * relative).toPrecision(2))} %`;
  return unsupportedModel(
    is === 'random'
      ? `${caller}: the encoder must return the same latents each time; two calls with the same inputs differ by ${percent}, so ` +
          "it draws random numbers; take the mean instead of a sample, such as { output: 'z_mean' }, and leave out dropout and " +
          'noise.'
      : `${caller}: the latent of a sample must not depend on its batch; next to another sample, or in another place, it differs by ` +
          `${percent}; use a function of single samples, without statistics over the batch axis or batch normalisation in ` +
          'training mode, or pass { batchSize: 1 }.',
  );
}
