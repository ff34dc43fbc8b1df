import '@csm/wasm';
import { parseArgs } from 'node:util';
import { terminalProgress } from '@csm/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { claimFolder } from '../../support/claim-folder.js';
import { cmuFaces } from '../../support/labelled-faces/cmu-faces.js';
import { cmu, type Settings } from '../../support/labelled-faces/settings.js';
import { progressLine } from '../../support/progress-line.js';
import { facesExperiment } from './experiment.js';
import { celebaFaces } from './faces/celeba-faces.js';
import { drawnFaces } from './faces/drawn-faces.js';
import { celeba, celebaSmall, drawn } from './settings.js';

const USAGE = `usage: npm run example:celeba -- [--celeba FOLDER | --cmu-faces FOLDER] [options]
Faces: CelebA on disk, the CMU Face Images with attributes.csv or, if neither is given, synthetic faces.
  --out FOLDER     folder of all results; a stopped run continues from it (default: out/celeba, out/cmu-faces or out/drawn-faces)
  --seed N         seed of the model, order, split and controls (default: 1)
  --weights FILE   CelebA: weights saved by Keras, such as checkpoint_celeba.hdf5, instead of training
  --small          CelebA: 64×64 pictures and a small VAE instead of the paper's
  --limit N        CelebA: the first N pictures of each part
  --examples N     examples per side of a concept vector, or 'all' (default: 500; cmu-faces: all)
  --epochs N       largest number of epochs`;

const { values } = parseArgs({
  options: {
    celeba: { type: 'string' },
    'cmu-faces': { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    weights: { type: 'string' },
    small: { type: 'boolean', default: false },
    limit: { type: 'string' },
    examples: { type: 'string' },
    epochs: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const abort = new AbortController();
process.once('SIGINT', () =>
  abort.abort(new Error('stopped by Ctrl+C; run the same command again to continue')),
);
const { signal } = abort;

async function main(): Promise<void> {
  const { celeba: celebaRoot, 'cmu-faces': cmuRoot, weights, small } = values;
  if (celebaRoot !== undefined && cmuRoot !== undefined)
    throw usageError('--celeba and --cmu-faces exclude each other; give one of them.');
  if (celebaRoot === undefined && (weights || small || values.limit)) {
    throw usageError('--weights, --small and --limit need --celeba.');
  }
  if (weights && small)
    throw usageError("--weights fit the paper's VAE, not the VAE of --small; give one of the two.");
  const seed = count('seed', values.seed, 0);
  const usual: Settings = usualSettings(celebaRoot, cmuRoot, small);
  const examples =
    values.examples === 'all' ? values.examples : values.examples && count('examples', values.examples, 2);
  const settings: Settings = {
    ...usual,
    seed,
    training: { ...usual.training, ...(values.epochs && { epochs: count('epochs', values.epochs, 1) }) },
    analysis: { ...usual.analysis, ...(examples && { examples }) },
  };
  const { size } = settings;
  const limit = values.limit === undefined ? undefined : count('limit', values.limit, 1);

  await setBackend('wasm');
  const faces =
    celebaRoot !== undefined
      ? await celebaFaces(celebaRoot, { size, signal, ...(limit && { limit }) })
      : cmuRoot !== undefined
        ? await cmuFaces(cmuRoot, { size, seed, signal })
        : drawnFaces({ size, seed, counts: drawn.counts });
  const usualOut = celebaRoot !== undefined ? 'celeba' : cmuRoot !== undefined ? 'cmu-faces' : 'drawn-faces';
  const { out = `out/${usualOut}` } = values;
  const { train, validation, test, title, split } = faces;
  console.log(
    `${title}: ${train.length} pictures to train on, ${validation.length} to validate, ${test.length} held out`,
  );
  console.log(split);
  const { analysis, ...model } = settings;
  await claimFolder(out, { faces: title, limit, weights, ...model });
  await facesExperiment(
    faces,
    { out, settings, signal, log: console.log, onProgress: progressLine(), onTraining: terminalProgress() },
    weights,
  );
  console.log(`\nFigures (PNG, SVG), results.csv, results.json, concepts.json, latents and model: ${out}`);
}

function usageError(message: string): Error {
  return new Error(message, { cause: USAGE });
}

function usualSettings(
  celebaRoot: string | undefined,
  cmuRoot: string | undefined,
  small: boolean,
): Settings {
  if (celebaRoot !== undefined) return small ? celebaSmall : celeba;
  return cmuRoot !== undefined ? cmu : drawn;
}

function count(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw usageError(`--${name} must be an integer of at least ${least}; got ${text}.`);
}

if (values.help) console.log(USAGE);
else {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof Error && error.cause === USAGE) console.error(`\n${USAGE}`);
    process.exitCode = 1;
  }
}
