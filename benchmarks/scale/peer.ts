// The peer of main.ts: `peer.ts FOLDER ENCODER INPUTS` reads batches and calls `explain`, as a program of a dozen lines would, and keeps
// nothing. Its last line is JSON.
import { explain } from '@csm/core';
import { celebA } from '@csm/datasets/node';
import { gradient } from '@csm/explainers';
import { ENCODERS, type EncoderName, openConcepts, openEncoder } from './celeba-encoder.js';

const [root = '', name = '', inputs = ''] = process.argv.slice(2);
const { size, batchSize } = ENCODERS[name as EncoderName];
const encoder = await openEncoder(name as EncoderName);
const concepts = openConcepts(name as EncoderName);
const faces = await celebA({ root, size });
let explained = 0;
for await (const { images } of faces.batches({ ids: faces.ids.slice(0, Number(inputs)), batchSize })) {
  await explain(encoder, concepts, images, gradient(), { batchSize });
  explained += images.shape[0]!;
  if (explained === batchSize) console.log(`explained ${explained}`);
}
await encoder.dispose();
console.log(JSON.stringify({ explained }));
