import { keyedRandom, size } from '@csm/base';
import { type Operation, operationForward, operationVjp } from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import * as ort from 'onnxruntime-node';
import { assembleGraph } from '../src/write/assemble.js';
import { type Emitter, emitter } from '../src/write/emitter.js';
import { OPERATIONS } from '../src/write/operations/index.js';
import { type Recording, record } from '../src/write/recorder.js';
import { BATCH, type Numbers, type Value } from '../src/write/value.js';
import { withTensors } from '../src/write/weights.js';
import { encodeModel } from '../src/write/wire/encode-model.js';
import type { GraphDraft } from '../src/write/wire/model-draft.js';

/** An input of a recorded function: the shape of a sample, or of a constant that all samples share. */
export interface RecordedInput {
  readonly shape: readonly number[];
  /** Whether there is one row for all samples. Default false. */
  readonly shared?: boolean | undefined;
  /** Default: standard normal numbers. */
  readonly numbers?: ((count: number, batch: number) => Float32Array) | undefined;
}

/** A model that was recorded from TensorFlow.js code, and what both compute. */
export interface Agreement {
  /** The largest difference of an output, over its largest number; NaN and infinite numbers must be the same. */
  readonly worst: number;
  readonly graph: GraphDraft;
}

type Weights = <T>(value: T) => T;

/**
 * Records a function once, runs the model in ONNX Runtime for several lengths of the batch and compares its outputs with those of TensorFlow.js.
 * @param run gets the inputs, and a function that replaces tensors of weights by their part of the recording.
 */
export async function recordedAgreement(
  inputs: readonly RecordedInput[],
  run: (inputs: tf.Tensor[], weights: Weights) => tf.Tensor[],
  { batches = [1, 2, 5], write }: { batches?: readonly number[]; write?: WriteRun | undefined } = {},
): Promise<Agreement> {
  const made = emitter();
  const { starts, ends } = record(made, (recording) => {
    const starts = inputs.map(({ shape, shared }, i) =>
      made.input(`x${i}`, { type: 'float32', shape: [shared ? 1 : BATCH, ...shape] }),
    );
    const weights: Weights = (value) =>
      withTensors(value, 'weight', (tensor, path) =>
        recording.tensorFor(made.constant(numbersOf(tensor), tensor.shape, path)),
      );
    const ends = write
      ? write(made, recording, starts, weights)
      : run(starts.map(recording.tensorFor), weights).map(recording.valueFor);
    return { starts, ends: ends.map((value) => made.ordered(value)) };
  });
  const graph = assembleGraph(
    made,
    'recorded',
    starts.map((value, i) => ({ name: `x${i}`, value })),
    ends.map((value, i) => ({ name: `y${i}`, value })),
  );
  const bytes = encodeModel({
    irVersion: 8,
    opset: 17,
    producer: { name: 'csm', version: '0' },
    graph,
    metadata: {},
  });
  const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  let worst = 0;
  for (const batch of batches) {
    const feeds = inputs.map(({ shape, shared, numbers = normal }, i) => {
      const full = [shared ? 1 : batch, ...shape];
      return { name: `x${i}`, data: numbers(size(full), batch), shape: full };
    });
    const found = await session.run(
      Object.fromEntries(
        feeds.map(({ name, data, shape }) => [name, new ort.Tensor('float32', data, shape)]),
      ),
    );
    const expected = tf.tidy(() =>
      run(
        feeds.map(({ data, shape }) => tf.tensor(data, shape)),
        (value) => value,
      ).map((tensor) => ({ shape: tensor.shape, data: Float32Array.from(tensor.dataSync()) })),
    );
    for (const [i, { shape, data }] of expected.entries()) {
      const output = found[`y${i}`] as ort.Tensor;
      if (`${output.dims}` !== `${shape}`)
        throw new Error(`output ${i}: shape [${output.dims}], expected [${shape}]`);
      worst = Math.max(worst, difference(Float32Array.from(output.data as Float32Array), data));
    }
  }
  return { worst, graph };
}

export type WriteRun = (
  emitter: Emitter,
  recording: Recording,
  inputs: readonly Value[],
  weights: Weights,
) => Value[];

/** The agreement of an operation's output and of the cotangents of its inputs. */
export function operationAgreement(
  operation: Operation,
  inputs: readonly RecordedInput[],
  outputShape: readonly number[] | 'forward',
  batches?: readonly number[],
): Promise<Agreement> {
  const given: RecordedInput[] =
    outputShape === 'forward' ? [...inputs] : [...inputs, { shape: outputShape }];
  return recordedAgreement(
    given,
    (all, weights) => {
      const own = weights(operation);
      const xs = all.slice(0, inputs.length);
      const output = operationForward(own, xs);
      if (outputShape === 'forward') return [output];
      return [output, ...operationVjp(own, { inputs: xs, output }, all[inputs.length] as tf.Tensor)];
    },
    { ...(batches && { batches }) },
  );
}

/** The agreement of an operation's forward pass in the standard's own operators. */
export function standardAgreement(
  operation: Operation,
  inputs: readonly RecordedInput[],
  batches?: readonly number[],
): Promise<Agreement> {
  return recordedAgreement(inputs, (xs, weights) => [operationForward(weights(operation), xs)], {
    ...(batches && { batches }),
    write: (made, recording, values, weights) => {
      const write = OPERATIONS[operation.kind];
      const context = { node: undefined as never, valueFor: recording.valueFor };
      const written = write?.(made, weights(operation) as never, values, context);
      if (written === undefined) throw new Error(`no operator for ${operation.kind}`);
      return [written];
    },
  });
}

function numbersOf(tensor: tf.Tensor): Numbers {
  return tensor.dataSync() as Numbers;
}

/** Standard normal numbers, the same for the same count. */
export function normal(count: number): Float32Array {
  const random = keyedRandom(count, 3, 1);
  return Float32Array.from({ length: count }, () =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

function difference(found: Float32Array, expected: Float32Array): number {
  let [most, largest] = [0, 1e-30];
  expected.forEach((number, i) => {
    const own = found[i] as number;
    if (!Number.isFinite(number)) {
      if (!Object.is(own, number)) most = Number.POSITIVE_INFINITY;
      return;
    }
    largest = Math.max(largest, Math.abs(number));
    const apart = Math.abs(own - number);
    most = Math.max(most, Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart);
  });
  return most / largest;
}
