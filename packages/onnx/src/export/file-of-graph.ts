import manifest from '../../package.json' with { type: 'json' };
import { encodeModel } from '../write/wire/encode-model.js';
import type { GraphDraft } from '../write/wire/model-draft.js';

/** The versions of the format and of the operators in the files; ONNX Runtime has supported them since 2022. */
const IR_VERSION = 8;
const OPSET = 17;

/**
 * The ONNX file of a graph.
 * @param caller the function that the user called.
 * @param documentation what the model computes, for programs that display models.
 * @throws if the file would be larger than the format allows.
 */
export function fileOfGraph(
  caller: string,
  graph: GraphDraft,
  documentation: string,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const { name, version } = manifest;
  return encodeModel(
    { irVersion: IR_VERSION, opset: OPSET, producer: { name, version }, documentation, graph, metadata },
    caller,
  );
}
