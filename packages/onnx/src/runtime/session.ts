import { unsupportedModel } from '@csm/base';
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { turns } from './in-turn.js';
import { type OnnxRuntime, reasonOf } from './peer.js';

/** Tensors of ONNX Runtime by the names of a model's inputs or outputs. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/** A session of ONNX Runtime. */
export interface Session {
  /** Size of its model, in bytes. */
  readonly bytes: number;
  /** @returns the model's outputs. @throws an error that begins with the caller's name and contains ONNX Runtime's reason. */
  run(caller: string, feeds: NamedTensors): Promise<NamedTensors>;
  /** Frees the session after the runs in flight. */
  release(): Promise<void>;
}

/** What sessions of one provider are created with. */
export interface SessionMaker {
  readonly runtime: OnnxRuntime;
  readonly session: string;
  readonly threads: number | undefined;
}

const inTurn = turns();

/** Errors reach the caller, so ONNX Runtime need not print them. */
const QUIET = { logSeverityLevel: 4 } as const;

/** @throws if ONNX Runtime rejects the model, for example because the provider lacks an operator. */
export async function makeSession(
  caller: string,
  { runtime, session: name, threads }: SessionMaker,
  model: Uint8Array,
): Promise<Session> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [name],
    ...QUIET,
    // Less peak memory at the same speed, and idle threads do not spin.
    enableMemPattern: false,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    ...(threads !== undefined && { intraOpNumThreads: threads, interOpNumThreads: 1 }),
  };
  const failed = (failing: string, what: string, error: unknown) =>
    unsupportedModel(
      `${failing}: ONNX Runtime's session "${name}" ${what} (${reasonOf(error)}); use another session, or run the model in TensorFlow.js.`,
      { cause: error },
    );
  const made = await inTurn(() => runtime.InferenceSession.create(model, options)).catch((error) => {
    throw failed(caller, 'could not be created', error);
  });
  return {
    bytes: model.length,
    run: (running, feeds) =>
      inTurn(() => made.run(feeds, QUIET)).catch((error) => {
        throw failed(running, 'failed while it ran', error);
      }),
    release: () => inTurn(() => made.release()),
  };
}
