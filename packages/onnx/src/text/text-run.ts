import { unsupportedModel } from '@csm/base';
import type { Tensor } from 'onnxruntime-common';
import type { Constant, OnnxModel } from '../model/onnx-model.js';
import { runModel } from '../run/run-model.js';
import type { OnnxRuntime } from '../runtime/peer.js';
import type { Session } from '../runtime/session.js';
import type { TextInput, TextModelPlan } from './text-inputs.js';

/** The embeddings of a batch of texts, `[rows, size]`. */
export interface Embedded {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Runs a text model once, for rows of token ids. */
export type TextRun = (
  rows: readonly (readonly number[])[],
  signal: AbortSignal | undefined,
) => Promise<Embedded>;

/** The numbers of an input, `[rows, contextLength]`. */
function numbersOf(
  { role }: TextInput,
  rows: readonly (readonly number[])[],
  { contextLength, padId }: TextModelPlan,
): number[] {
  return rows.flatMap((ids) =>
    Array.from({ length: contextLength }, (_, at) => {
      if (role === 'ids') return ids[at] ?? padId;
      if (role === 'mask') return Number(at < ids.length);
      return role === 'positions' ? at : 0;
    }),
  );
}

/**
 * In TensorFlow.js. The token ids are constants, because the position of the end of the text, from which the embedding is taken, depends on
 * them.
 */
export function textRunInTensorFlow(model: OnnxModel, plan: TextModelPlan): TextRun {
  return async (rows, signal) => {
    const shape = [rows.length, plan.contextLength];
    const given = new Map(
      plan.inputs.map((input): [string, Constant] => {
        const data = Float64Array.from(numbersOf(input, rows, plan));
        return [input.name, { type: input.type, shape, data }];
      }),
    );
    const results = await runModel('embed', model, given, [plan.output], { constant: true, signal });
    const { data, shape: found } = results[plan.output] as { data: Float32Array; shape: number[] };
    return { data, shape: found };
  };
}

/** In ONNX Runtime, which takes the ids in the model's own type. */
export function textRunInRuntime(runtime: OnnxRuntime, session: Session, plan: TextModelPlan): TextRun {
  return async (rows) => {
    const feeds = plan.inputs.map((input) => {
      const numbers = numbersOf(input, rows, plan);
      return [input.name, typedTensor(runtime, input, numbers, [rows.length, plan.contextLength])] as const;
    });
    const results = await session.run('embed', Object.fromEntries(feeds));
    const embeddings = results[plan.output];
    if (embeddings?.type === 'float32') {
      return { data: embeddings.data as Float32Array, shape: embeddings.dims };
    }
    throw unsupportedModel(
      `embed: output "${plan.output}" must be of type float32; ONNX Runtime returned ${embeddings?.type ?? 'none'}; run the model in TensorFlow.js.`,
    );
  };
}

function typedTensor(
  { Tensor: Made }: OnnxRuntime,
  { type }: TextInput,
  numbers: readonly number[],
  shape: number[],
): Tensor {
  if (type === 'int64') return new Made('int64', BigInt64Array.from(numbers, BigInt), shape);
  if (type === 'int32') return new Made('int32', Int32Array.from(numbers), shape);
  return new Made('float32', Float32Array.from(numbers), shape);
}
