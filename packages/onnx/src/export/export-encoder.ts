import { checkOptions, checkSignal, invalidArgument, shown } from '@csm/base';
import type { Encoder } from '@csm/core';
import { assembleGraph } from '../write/assemble.js';
import { emitter } from '../write/emitter.js';
import { fileOfGraph } from '../write/file-of-graph.js';
import { recordForward } from '../write/forward-pass.js';
import { record } from '../write/recorder.js';
import { readWeights } from '../write/weights.js';
import { inputOf, sideInputs } from './inputs.js';
import { modelHash } from './model-hash.js';
import { visibleGraph } from './visible-graph.js';

/** Options of {@link exportEncoder}. */
export interface ExportEncoderOptions {
  /** Name of the file's input. Default `input`. */
  readonly input?: string | undefined;
  /** Name of the file's output. Default `latent`. */
  readonly output?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes an encoder as an ONNX file of standard operators, which ONNX Runtime and other programs run without this library. The file has one
 * input, `[batch, ...inputShape]`, in the encoder's order of axes, and one output, `[batch, latentSize]`, for a batch of any size. The encoder
 * may be a part of a model; its options (`input`, `output`, `normalise`, values given for all samples) are part of the file.
 *
 * Values that differ between samples become further inputs, `[batch, …]`: values given per sample, under the name of the model's input, and
 * the noise of `encoder.sampled(noise)`, named `posterior sample noise`.
 *
 * `onnxEncoder` reads the file back, and every method gives the same maps. The same encoder gives the same bytes.
 *
 * @returns the bytes of the file; `saveOnnx` of `@csm/onnx/node` saves them.
 * @throws if the encoder's operations are not known; if one of them cannot be written as ONNX (the error names it); if the file would be
 *   larger than 2 GB, the limit of the format.
 * @category Export
 */
export async function exportEncoder(
  encoder: Encoder,
  options: ExportEncoderOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const caller = 'exportEncoder';
  checkOptions<ExportEncoderOptions>(caller, options, { input: true, output: true, signal: true });
  const { input = 'input', output = 'latent', signal } = options;
  checkSignal(caller, signal);
  checkNames(caller, { input, output });
  const graph = visibleGraph(caller, encoder);
  signal?.throwIfAborted();
  const weights = await readWeights(graph);
  signal?.throwIfAborted();
  const hash = await modelHash(caller, graph, weights);
  signal?.throwIfAborted();
  const writer = emitter([input, output]);
  const start = inputOf(writer, graph);
  const side = sideInputs(caller, writer, graph, [input, output]);
  const latent = record(writer, (recording) => {
    const values = side.map(({ value }) => value);
    const options = { input: start, side: values, separate: true };
    const pass = recordForward(caller, writer, recording, graph, weights, options);
    return writer.ordered(pass.latent);
  });
  const draft = assembleGraph(
    writer,
    'encoder',
    [{ name: input, value: start }, ...side],
    [{ name: output, value: latent }],
  );
  const documentation = 'The latents of a batch of inputs.';
  return fileOfGraph(caller, draft, { documentation, metadata: { model_sha256: hash } });
}

function checkNames(caller: string, names: { readonly input: string; readonly output: string }): void {
  for (const [option, name] of Object.entries(names)) {
    if (typeof name === 'string' && name !== '') continue;
    throw invalidArgument(`${caller}: ${option} must be a string that is not empty; got ${shown(name)}.`);
  }
  if (names.input !== names.output) return;
  throw invalidArgument(
    `${caller}: input and output must have different names; both are ${shown(names.input)}; rename one.`,
  );
}
