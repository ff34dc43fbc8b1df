import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import * as tf from '@tensorflow/tfjs-core';
import { findTorch } from '../installed.js';
import type { Where } from '../where.js';
import { gradientMaps } from './gradient.js';
import { drawnConcept, drawnImages, type Job, type Prepared } from './job.js';
import { jobEncoder } from './job-encoder.js';

const PROGRAM = fileURLToPath(new URL('../exported_encoders.py', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../../out/exported-encoders/', import.meta.url));

/** The gradient of an encoder that PyTorch exported as ONNX. */
export async function prepareExported(
  { encoder: name, batch }: Job & { kind: 'exported' },
  where: Where,
): Promise<Prepared> {
  const read = await onnxEncoder(await onnxFile(exportedFile(name)), { output: 'z', latent: 'flatten' });
  const encoder = await jobEncoder(read, where);
  const inputs = drawnImages(batch, encoder.inputShape);
  const images = tf.tensor(inputs, [batch, ...encoder.inputShape]);
  const concept = drawnConcept(encoder.latentSize);
  return {
    run: () => gradientMaps(encoder, concept, images),
    exchange: { inputs, concept },
  };
}

/** The path of the file, which PyTorch writes once. */
function exportedFile(name: string): string {
  const file = `${FOLDER}${name.replace('/', '-')}.onnx`;
  if (existsSync(file)) return file;
  const python = findTorch();
  if (python === undefined) throw new Error('benchmark: only PyTorch can write the exported encoders.');
  mkdirSync(FOLDER, { recursive: true });
  execFileSync(python, ['-W', 'ignore', PROGRAM, name, `${file}.part`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  renameSync(`${file}.part`, file);
  return file;
}
