import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** A model in ONNX Runtime: its first output for one sample. */
export interface Peer {
  readonly size: number;
  run(sample: Float32Array): Promise<Float32Array>;
}

interface Runtime {
  readonly InferenceSession: { create(bytes: Uint8Array, options: object): Promise<Session> };
  readonly Tensor: new (type: string, data: Float32Array, shape: readonly number[]) => object;
}

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Record<string, object>): Promise<Record<string, { readonly data: Float32Array }>>;
}

/** @param path of an installed onnxruntime-node. */
export async function peerOf(path: string, bytes: Uint8Array, inputShape: readonly number[]): Promise<Peer> {
  const load = createRequire(join(resolve(path), 'package.json'));
  const { InferenceSession, Tensor } = load('./') as Runtime;
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const [input = ''] = session.inputNames;
  const [output = ''] = session.outputNames;
  const size = inputShape.reduce((product, length) => product * length, 1);
  return {
    size,
    async run(sample) {
      const results = await session.run({ [input]: new Tensor('float32', sample, [1, ...inputShape]) });
      return results[output]?.data ?? new Float32Array();
    },
  };
}
