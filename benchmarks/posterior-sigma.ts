// Compares σ of ten latents, as the encoder's posterior is drawn, with σ in the model's own training: trains a small VAE each way,
// draws z for one picture, and passes the same noise ε through a training step, whose decoder input is μ + σ ε:
//   npx tsx benchmarks/posterior-sigma.ts [--epochs 6] [--seed 0]
// Writes out/posterior-sigma.json.
import '@csm/wasm';
import { parseArgs } from 'node:util';
import { encode, layersEncoder } from '@csm/core';
import { sampleNoise } from '@csm/core/extend';
import { selectSamples, syntheticFaces } from '@csm/datasets';
import { disposeVae, imageVae, trainVae } from '@csm/models';
import { setBackend } from '@tensorflow/tfjs-core';
import { writeText } from '../support/write-text.js';
import { decoderInput } from '../test/decoder-input.js';

const { values: options } = parseArgs({
  options: { epochs: { type: 'string', default: '6' }, seed: { type: 'string', default: '0' } },
});
const seed = Number(options.seed);
const latents = 10;
await setBackend('wasm');
const { images } = syntheticFaces({ count: 400, size: 16, seed: 1 });
const picture = selectSamples(images, [0]);
const results = [];
for (const sampling of ['standard', 'reference'] as const) {
  const vae = imageVae({ size: 16, latentSize: latents, seed });
  await trainVae(vae, images, { epochs: Number(options.epochs), batchSize: 16, sampling, seed });
  const encoder = layersEncoder(vae.encoder);
  const mean = await encode(encoder, picture);
  const drawn = await encode(encoder, picture, { sample: { seed } });
  const ell = await encode(layersEncoder(vae.encoder, { output: 'z_log_var' }), picture);
  const noise = sampleNoise(1, [latents], { seed, draw: 0, run: {} });
  const own = decoderInput(vae, picture, noise, sampling);
  const epsilon = await noise.data();
  noise.dispose();
  const rows = Array.from({ length: latents }, (_, k) => {
    const sigmaOf = (z: number) => (z - mean.data[k]!) / epsilon[k]!;
    const l = ell.data[k]!;
    return {
      'σ of the draw': sigmaOf(drawn.data[k]!),
      "σ of the model's decoder input": sigmaOf(own[k]!),
      'exp(ℓ / 2)': Math.exp(l / 2),
      'exp(ℓ)': Math.exp(l),
    };
  });
  const largest = Math.max(
    ...rows.map((row) => Math.abs(row['σ of the draw'] - row["σ of the model's decoder input"])),
  );
  console.log(`\ntrained with sampling '${sampling}': largest difference of σ ${largest.toExponential(1)}`);
  console.table(
    rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value.toFixed(4)])),
    ),
  );
  results.push({ sampling, largest, rows });
  disposeVae(vae);
}
await writeText('out/posterior-sigma.json', `${JSON.stringify({ options, results }, null, 2)}\n`);
