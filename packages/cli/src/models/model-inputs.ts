import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { invalidFile } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import { COUNT_VALUES, type CountValues } from '../inputs/data-options.js';
import type { ModelKind } from './model-kind.js';

/** The folder of the VAE in the folder of a training. */
export const VAE_FOLDER = 'vae';

/** The names of the features, one per line; also for `--features`. */
export const FEATURES_FILE = 'features.txt';

/** What else is known about the inputs. */
const INPUTS_FILE = 'inputs.json';

/** The inputs that a model was trained on. */
export interface ModelInputs {
  /** The names of the features of a vector, in their order. */
  readonly features?: readonly string[] | undefined;
  /** The values of genes. */
  readonly counts?: CountValues | undefined;
}

/** Writes next to a VAE what it was trained on, so that other commands read data as the training did. */
export async function writeModelInputs(folder: string, { features, counts }: ModelInputs): Promise<void> {
  if (counts !== undefined) {
    await writeAtomically(join(folder, INPUTS_FILE), `${JSON.stringify({ counts })}\n`);
  }
  if (features) await writeAtomically(join(folder, FEATURES_FILE), `${features.join('\n')}\n`);
}

/** The files of {@link writeModelInputs} that are next to a model. */
export function modelInputsFiles({ kind, path }: ModelKind): string[] {
  if (kind !== 'vae' || basename(path) !== VAE_FOLDER) return [];
  return [FEATURES_FILE, INPUTS_FILE].map((name) => join(dirname(path), name)).filter(existsSync);
}

/** Reads what {@link writeModelInputs} wrote next to a model; nothing for other models. */
export async function readModelInputs(model: ModelKind): Promise<ModelInputs> {
  let inputs: ModelInputs = {};
  for (const file of modelInputsFiles(model)) {
    const text = await readFile(file, 'utf8');
    if (basename(file) === FEATURES_FILE) inputs = { ...inputs, features: namesOf(text) };
    else inputs = { ...inputs, counts: countsOf(file, text) };
  }
  return inputs;
}

/** The names in a file with one per line. */
export const namesOf = (text: string): string[] => text.split(/\r?\n/).flatMap((line) => line.trim() || []);

function countsOf(file: string, text: string): CountValues {
  try {
    const { counts } = JSON.parse(text);
    if (COUNT_VALUES.includes(counts)) return counts;
  } catch {
    // The message is the same for a file that is no JSON.
  }
  throw invalidFile(
    `${file}: expected { "counts": … }, one of ${COUNT_VALUES.join(', ')}, as csm train writes it; train the model again, or delete the file and pass --counts.`,
  );
}
