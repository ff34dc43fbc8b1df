import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { PublishedOnnx } from './models.js';

/** A model in ONNX Runtime: its first output for one sample. */
export interface Peer {
  readonly size: number;
  run(sample: Float32Array): Promise<Float32Array>;
}

interface Runtime {
  readonly InferenceSession: { create(bytes: Uint8Array, options: object): Promise<Session> };
  readonly Tensor: new (type: string, data: Float32Array | BigInt64Array, shape: readonly number[]) => object;
}

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Record<string, object>): Promise<Record<string, { readonly data: Float32Array }>>;
}

/**
 * @param path of an installed onnxruntime-node.
 * @param given the values of the other inputs: a whole number, or the shape of zeros, in which a batch of one is inserted as the second axis.
 */
export async function peerOf(
  path: string,
  bytes: Uint8Array,
  inputShape: readonly number[],
  given: PublishedOnnx['given'] = {},
): Promise<Peer> {
  const load = createRequire(join(resolve(path), 'package.json'));
  const { InferenceSession, Tensor } = load('./') as Runtime;
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const input = session.inputNames.find((name) => !Object.hasOwn(given, name)) ?? '';
  const [output = ''] = session.outputNames;
  const others = Object.entries(given).map(([name, value]): [string, object] => {
    if (typeof value === 'number') return [name, new Tensor('int64', BigInt64Array.of(BigInt(value)), [])];
    return [
      name,
      new Tensor('float32', new Float32Array(size(value)), [...value.slice(0, 1), 1, ...value.slice(1)]),
    ];
  });
  return {
    size: size(inputShape),
    async run(sample) {
      const explained = new Tensor('float32', sample, [1, ...inputShape]);
      const results = await session.run({ ...Object.fromEntries(others), [input]: explained });
      return results[output]?.data ?? new Float32Array();
    },
  };
}

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
