import { encodeModel } from '../src/write/wire/encode-model.js';
import type { GraphDraft } from '../src/write/wire/model-draft.js';

/** The file of a graph that a test has recorded, for the operator set that the library writes. */
export function modelOfGraph(graph: GraphDraft): Uint8Array<ArrayBuffer> {
  return encodeModel({
    irVersion: 8,
    opset: 17,
    producer: { name: 'test', version: '0' },
    graph,
    metadata: {},
  });
}
