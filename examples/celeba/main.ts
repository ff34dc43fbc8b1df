import '@csm/wasm';
import { resolve } from 'node:path';
import { terminalProgress } from '@csm/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { claimFolder } from '../../support/claim-folder.js';
import { runCommand, usageError, wholeNumber } from '../../support/command-line.js';
import { cmuFaces } from '../../support/labelled-faces/cmu-faces.js';
import { type Faces, withoutSplit } from '../../support/labelled-faces/faces.js';
import type { Settings } from '../../support/labelled-faces/settings.js';
import { progressLine } from '../../support/progress-line.js';
import { facesExperiment } from './experiment.js';
import { celebaFaces } from './faces/celeba-faces.js';
import { drawnFaces } from './faces/drawn-faces.js';
import { attributesIn, OPTIONS, type Source, settingsOf, sourceOf, type Values } from './options.js';
import { drawn } from './settings.js';
import { USAGE } from './usage.js';

async function main(values: Values, signal: AbortSignal): Promise<void> {
  const { weights, out: chosenOut } = values;
  const source = sourceOf(values);
  const settings = settingsOf(values, source);
  const limit = values.limit === undefined ? undefined : wholeNumber('limit', values.limit, 1);

  await setBackend('wasm');
  const opened = await open(source, settings, limit, signal);
  const split = settings.trainOn === 'all' ? withoutSplit(opened) : opened;
  const names = split.concepts.map(({ name }) => name);
  const faces = { ...split, shown: attributesIn(values.attributes, names) ?? split.shown };
  const out = chosenOut ?? `out/${source.kind}`;
  for (const line of choices(faces, settings, weights)) console.log(line);
  const { analysis, ...model } = settings;
  // Folders of pictures have the same ids, so a run never continues with the pictures of another folder.
  const folder = source.kind === 'drawn-faces' ? undefined : resolve(source.root);
  await claimFolder(out, {
    ...{ faces: faces.title, folder, limit, weights: weights && resolve(weights) },
    ...model,
  });
  await facesExperiment(
    faces,
    { out, settings, signal, log: console.log, onProgress: progressLine(), onTraining: terminalProgress() },
    weights,
  );
  console.log(
    `\nFigures (PNG, SVG), maps (NumPy), scores.csv, results.csv, results.json, concepts.json, latents and model: ${out}`,
  );
}

function open(
  source: Source,
  { size, seed, resize }: Settings,
  limit: number | undefined,
  signal: AbortSignal,
): Promise<Faces> | Faces {
  switch (source.kind) {
    case 'celeba':
      return celebaFaces(source.root, { size, seed, resize, limit, signal });
    case 'cmu-faces':
      return cmuFaces(source.root, { size, seed, resize, signal });
    default:
      return drawnFaces({ size, seed, counts: drawn.counts });
  }
}

/** What the run does, and where it differs from a default in silence otherwise. */
function choices(faces: Faces, settings: Settings, weights: string | undefined): string[] {
  const { train, validation, test, title, split } = faces;
  const { resize, keep, batchNorm, sample } = settings;
  return [
    `${title}: ${train.length} pictures to train on, ${validation.length} to validate, ${test.length} scored`,
    `Split: ${split}`,
    ...(weights && resize === 'nearest'
      ? [
          "Pictures are resized to the nearest pixel, as Keras does, because the authors' weights were trained that way.",
        ]
      : []),
    ...(weights && resize === 'bilinear'
      ? [
          "Pictures are resized by an antialiased bilinear filter, but the authors' weights were trained with --resize nearest.",
        ]
      : []),
    ...(!weights && resize === 'nearest' ? ['Pictures are resized to the nearest pixel.'] : []),
    ...(keep === 'last' ? ['The weights of the last epoch are kept.'] : []),
    ...(batchNorm === 'moving' ? ["BatchNorm keeps the training's moving averages."] : []),
    ...(settings.trainOn === 'all'
      ? ['Histograms include the pictures that made the concepts, as in the notebook; AUCs leave them out.']
      : []),
    ...(sample ? [`Latents are one draw of z per picture, with seed ${settings.seed}.`] : []),
  ];
}

process.exitCode = await runCommand({
  usage: USAGE,
  options: OPTIONS,
  run: async (values, [extra], signal) => {
    if (extra !== undefined) throw usageError(`Unexpected argument "${extra}"; every value needs an option.`);
    await main(values, signal);
  },
});
