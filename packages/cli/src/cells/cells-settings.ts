import { VARIABLE_GENES } from '../train/variable-genes.js';
import type { CellsOptions } from './cells-options.js';

/** The defaults of options that are not given. */
export const DEFAULTS = {
  method: 'integratedGradients',
  steps: 32,
  explained: 500,
  permutations: 999,
  hvg: VARIABLE_GENES,
  latent: 10,
  likelihood: 'negativeBinomial',
  minCells: 10,
} as const;

/** Options that name folders or do not change the results. */
const LEFT_OUT = ['out', 'json', 'engine'];

/** The settings of `run.json`: every option that decides the results, with its default. */
export function settingsOf(options: CellsOptions): Readonly<Record<string, unknown>> {
  const { hvg, latent, likelihood, ...shared } = DEFAULTS;
  const given = Object.entries(options).filter(
    ([name, value]) => value !== undefined && !LEFT_OUT.includes(name),
  );
  return {
    ...shared,
    ...(options.encoder === undefined && { hvg, latent, likelihood }),
    seed: seedsOf(options),
    ...Object.fromEntries(given),
  };
}

/** One training per seed; a given model has one seed, of the random draws. */
export const seedsOf = ({ seed, encoder }: CellsOptions): readonly number[] =>
  seed ?? (encoder === undefined ? [0, 1] : [0]);
