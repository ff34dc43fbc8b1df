// node explain.mjs glasses.onnx faces.npy maps.json
import { readFileSync, writeFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const [model, inputs, output] = process.argv.slice(2);

// A .npy file of float32: 10 bytes, a header with the shape, the numbers.
const npy = readFileSync(inputs);
const start = 10 + npy.readUInt16LE(8);
const [axes] = npy.toString('latin1', 10, start).match(/(?<=\()[\d, ]+/);
const shape = axes.split(',').filter(Boolean).map(Number);
const numbers = new Float32Array(npy.buffer.slice(npy.byteOffset + start, npy.byteOffset + npy.length));

const session = await InferenceSession.create(model);
const { scores, maps } = await session.run({ input: new Tensor('float32', numbers, shape) });
console.log('scores', scores.dims, [...scores.data]); // [batch, concepts]
writeFileSync(output, JSON.stringify({ shape: maps.dims, maps: [...maps.data], scores: [...scores.data] }));
