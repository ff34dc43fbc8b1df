import '@tensorflow/tfjs-backend-cpu';
import { appendFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { conceptVector, functionEncoder } from '@csm/core';
import {
  type EncodableSource,
  encodeToDisk,
  loadConcepts,
  loadLatents,
  readNpy,
  saveConcepts,
  writeNpy,
} from '@csm/core/node';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import type { FuzzReader } from '../fuzz-reader.js';
import { readEach } from './tables.js';

/** Files of concept vectors. */
export const conceptReader: FuzzReader = {
  async write(folder) {
    await saveConcepts(join(folder, 'concepts.json'), [
      conceptVector('Smiling', [0.25, -1, 3]),
      conceptVector('__proto__', [1, 2, 1e-9]),
    ]);
    return ['concepts.json'];
  },
  read: (folder, file) => readEach(folder, file, loadConcepts),
};

/** Arrays of numbers as NumPy writes them. */
export const npyReader: FuzzReader = {
  async write(folder) {
    await writeNpy(
      join(folder, 'maps.npy'),
      ndarray(
        Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
        [2, 3, 2],
      ),
    );
    await writeNpy(join(folder, 'counts.npy'), ndarray(Int32Array.from({ length: 12 }, (_, i) => i * i)));
    return ['maps.npy', 'counts.npy'];
  },
  read: (folder, file) => readEach(folder, file, readNpy),
};

const source: EncodableSource = {
  ids: Array.from({ length: 12 }, (_, i) => `image ${i}`),
  async *batches({ ids }) {
    for (const id of ids) {
      const images = ndarray(Float32Array.from([Number(id.slice(6)), 1, 2, 3]), [1, 2, 2, 1]);
      yield { ids: [id], images };
    }
  },
};

/** A folder of latents: loaded, and encoded again. */
export const latentsReader: FuzzReader = {
  writes: true,
  async write(folder) {
    await encodeToDisk(await encoder(), { ...source, ids: source.ids.slice(0, 8) }, folder);
    await appendFile(join(folder, 'latents.partial'), new Uint8Array(Float32Array.from([14, 3.5, 8]).buffer));
    await appendFile(join(folder, 'ids.partial'), '"image 8"\n');
    return readdir(folder);
  },
  async read(folder) {
    const before = await loadLatents(folder);
    const after = await encodeToDisk(await encoder(), source, folder);
    // Other files of the pass, such as partial ones, must not remain for the next file.
    for (const name of await readdir(folder)) if (!KEPT.includes(name)) await rm(join(folder, name));
    return [before, after].map(({ ids, latents }) => ({ ids, latents: latents.data }));
  },
};

const KEPT = ['latents.npy', 'ids.json', 'encoder.json', 'latents.partial', 'ids.partial'];

async function encoder() {
  await tf.setBackend('cpu');
  return functionEncoder(
    (x) =>
      tf.tidy(() => tf.concat([tf.sum(x, [1, 2]), tf.mean(x, [1, 2]), tf.max(x, [1, 2])], 1) as tf.Tensor2D),
    { inputShape: [2, 2, 1] },
  );
}
