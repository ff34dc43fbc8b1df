import ndarray, { type NdArray } from 'ndarray';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Runs an ONNX file once in ONNX Runtime. */
export async function runFile(
  bytes: Uint8Array,
  inputs: Readonly<Record<string, NdArray<Float32Array>>>,
): Promise<Record<string, NdArray<Float32Array>>> {
  const session = await InferenceSession.create(bytes);
  try {
    const feeds = Object.entries(inputs).map(([name, { data, shape }]) => {
      const length = shape.reduce((product, each) => product * each, 1);
      return [name, new Tensor('float32', data.slice(0, length), shape)];
    });
    const outputs = await session.run(Object.fromEntries(feeds));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data, dims }]) => [
        name,
        ndarray(data as Float32Array, [...dims]),
      ]),
    );
  } finally {
    await session.release();
  }
}
