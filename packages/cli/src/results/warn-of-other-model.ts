import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelOptions } from '../models/model-options.js';
import type { OpenedModel } from '../models/opened-model.js';
import { RUN_FILE } from '../run/run-record.js';
import { modelSettings } from '../run/run-settings.js';
import type { CommandRun } from '../terminal/command-run.js';

/** The settings of a model that change its latent, and so the meaning of a vector, with what a message calls them. */
const CHANGES_LATENT = {
  model: 'model file',
  normalise: '--normalise',
  latentOutput: '--latent-output',
  latentColumns: '--latent-columns',
  latent: '--latent',
};

/**
 * Warns if `csm concept` made the concepts with another model: their vectors may have the right length, but mean nothing in its latent.
 * It is no error, since the same encoder may be in a file of another format.
 */
export async function warnOfOtherModel(
  concepts: string,
  model: Pick<OpenedModel, 'sha256'>,
  options: Partial<ModelOptions>,
  run: Pick<CommandRun, 'warn'>,
): Promise<void> {
  const made = await settingsOf(concepts);
  if (made === undefined) return;
  const now: Readonly<Record<string, unknown>> = modelSettings({ sha256: model.sha256 }, options);
  const others = Object.entries(CHANGES_LATENT).filter(
    ([name]) => JSON.stringify(made[name]) !== JSON.stringify(now[name]),
  );
  if (others.length === 0) return;
  run.warn(
    `--concepts ${concepts}: csm concept made them with another ${others.map(([, called]) => called).join(' and ')}; unless both are ` +
      'the same encoder, scores and maps mean nothing; make the concepts again with this model and these options.',
  );
}

/** The settings of the `csm concept` that wrote a folder; none if another program wrote it. */
async function settingsOf(folder: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const record = JSON.parse(await readFile(join(folder, RUN_FILE), 'utf8'));
    return record?.command === 'concept' && typeof record.settings?.model === 'string'
      ? record.settings
      : undefined;
  } catch {
    return undefined;
  }
}
