import manifest from '../../package.json' with { type: 'json' };
import { encodeModel } from './wire/encode-model.js';
import type { GraphDraft } from './wire/model-draft.js';

/** The versions of the format and of the operators in the files; ONNX Runtime has supported them since 2022. */
const IR_VERSION = 8;
const OPSET = 17;

/** What a file says about its model, for programs that display models. */
export interface About {
  /** What the model computes. */
  readonly documentation?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * The ONNX file of a graph.
 * @param caller the function that the user called.
 * @throws if the file would be larger than the format allows.
 */
export function fileOfGraph(
  caller: string,
  graph: GraphDraft,
  { documentation, metadata = {} }: About = {},
): Uint8Array<ArrayBuffer> {
  const { name, version } = manifest;
  return encodeModel(
    { irVersion: IR_VERSION, opset: OPSET, producer: { name, version }, documentation, graph, metadata },
    caller,
  );
}
