import {
  checkFunction,
  checkOneOf,
  checkOptions,
  checkRequiredOptions,
  checkWatchers,
  eventLoopYielder,
  invalidArgument,
  modelDisposed,
  notFinite,
  shown,
  typeName,
  unsupportedModel,
} from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import type { OnnxModel } from '../model/onnx-model.js';
import type { OnnxSource } from '../model/onnx-source.js';
import { readModel } from '../model/read-model.js';
import { openedSource } from '../model/source/opened-source.js';
import { loadPeer, type Peer } from '../runtime/peer.js';
import { SESSIONS } from '../runtime/runtime-options.js';
import { makeSession } from '../runtime/session.js';
import type { EmbedOptions, OnnxTextEncoder, TextEncoderOptions } from './text-encoder.js';
import { type TextModelPlan, textModelPlan } from './text-inputs.js';
import { type Embedded, type TextRun, textRunInRuntime, textRunInTensorFlow } from './text-run.js';
import { tokenRows } from './token-rows.js';

/** Texts per run, if the model leaves their number free. */
const BATCH = 32;

const OPTIONS = {
  tokenizer: true,
  contextLength: true,
  padId: true,
  output: true,
  input: true,
  session: true,
  signal: true,
  onProgress: true,
} as const;

/** See `openTextEncoder`. @param peer the ONNX Runtime package for the option `session`. */
export async function textEncoderWith(
  peer: Peer,
  source: OnnxSource,
  options: TextEncoderOptions,
): Promise<OnnxTextEncoder> {
  const caller = 'openTextEncoder';
  checkTextOptions(caller, options);
  const { tokenizer, signal, onProgress, session } = options;
  const file = await openedSource(caller, source, { signal, onProgress });
  const model = await readModel(caller, file, { signal });
  const plan = textModelPlan(caller, model, options);
  const { run, release } =
    session === undefined
      ? { run: textRunInTensorFlow(model, plan), release: async () => undefined }
      : await inRuntime(caller, peer, session, file.bytes, model, plan);
  let disposed: Promise<unknown> | undefined;
  return {
    contextLength: plan.contextLength,
    async embed(texts, embedOptions) {
      if (disposed !== undefined) throw modelDisposed('embed');
      checkOptions<EmbedOptions>('embed', embedOptions, { signal: true, onProgress: true });
      checkWatchers('embed', embedOptions ?? {});
      const rows = tokenRows('embed', texts, tokenizer, plan.contextLength);
      return await embedded(rows, plan, run, embedOptions ?? {});
    },
    async dispose() {
      disposed ??= release();
      await disposed;
    },
  };
}

function checkTextOptions(caller: string, options: TextEncoderOptions): void {
  checkRequiredOptions<TextEncoderOptions>(caller, options, OPTIONS);
  checkWatchers(caller, options);
  const { tokenizer, session, input, output } = options;
  if (typeof tokenizer !== 'object' || tokenizer === null) {
    throw invalidArgument(
      `${caller}: tokenizer must be an object { encode(text) }, such as await readTokenizer(json, config); got ${typeName(tokenizer)}.`,
    );
  }
  checkFunction(caller, 'tokenizer.encode', tokenizer.encode);
  if (session !== undefined) checkOneOf(caller, 'session', session, SESSIONS);
  for (const [name, value] of Object.entries({ input, output })) {
    if (value === undefined || typeof value === 'string') continue;
    throw invalidArgument(`${caller}: ${name} must be the name of a tensor; got ${shown(value)}.`);
  }
}

async function inRuntime(
  caller: string,
  peer: Peer,
  session: NonNullable<TextEncoderOptions['session']>,
  bytes: Uint8Array,
  { outputs }: OnnxModel,
  plan: TextModelPlan,
): Promise<{ run: TextRun; release: () => Promise<unknown> }> {
  if (!outputs.some(({ name }) => name === plan.output)) {
    throw unsupportedModel(
      `${caller}: in ONNX Runtime, output must be one of the model's outputs; "${plan.output}" is a tensor inside it; leave { session } out.`,
    );
  }
  const runtime = await loadPeer(caller, peer, session, undefined);
  const made = await makeSession(caller, { runtime, session, threads: undefined }, bytes);
  return { run: textRunInRuntime(runtime, made, plan), release: () => made.release() };
}

async function embedded(
  rows: readonly (readonly number[])[],
  plan: TextModelPlan,
  run: TextRun,
  { signal, onProgress }: EmbedOptions,
): Promise<NdArray<Float32Array>> {
  const batch = plan.batch ?? BATCH;
  const pause = eventLoopYielder();
  let all = new Float32Array();
  let size = 0;
  for (let start = 0; start < rows.length; start += batch) {
    await pause();
    signal?.throwIfAborted();
    const own = rows.slice(start, start + batch);
    // A model with a fixed batch gets a full one.
    const filled = Array.from({ length: plan.batch ?? own.length }, (_, i) => own[i] ?? own[0] ?? []);
    const { data, shape } = checkedEmbeddings(plan.output, filled.length, await run(filled, signal));
    if (start === 0) {
      size = shape[1] ?? 0;
      all = new Float32Array(rows.length * size);
    }
    for (let i = 0; i < own.length * size; i++) all[start * size + i] = data[i] ?? 0;
    onProgress?.({ done: Math.min(start + batch, rows.length), total: rows.length });
  }
  return ndarray(all, [rows.length, size]);
}

function checkedEmbeddings(output: string, count: number, result: Embedded): Embedded {
  const { data, shape } = result;
  if (shape.length !== 2 || shape[0] !== count || (shape[1] ?? 0) < 1) {
    throw unsupportedModel(
      `embed: "${output}" must be the embeddings [${count}, size] of ${count} texts; it has shape [${shape}]; name another tensor with { output }.`,
    );
  }
  const bad = Array.from(data).find((value) => !Number.isFinite(value));
  if (bad === undefined) return result;
  throw notFinite(
    `embed: the embeddings must be finite; "${output}" has ${bad}; check the model and its inputs.`,
  );
}
