import type { InputSet } from '../inputs/input-set.js';
import type { OpenedModel } from '../models/opened-model.js';

/**
 * The settings of `run.json` that a model gives: its hash, and the options that change what it computes. Where it is, and the engine, do
 * not change the results.
 */
export function modelSettings(
  { sha256, decoderSha256 }: Pick<OpenedModel, 'sha256' | 'decoderSha256'>,
  options: object,
): Readonly<Record<string, unknown>> {
  const known: Record<string, unknown> = { ...options };
  const names = [
    'normalise',
    'layout',
    'latentOutput',
    'latentColumns',
    'logVariance',
    'latent',
    'input',
    'inputShape',
    'given',
  ];
  return {
    model: sha256,
    ...(decoderSha256 !== undefined && { decoder: decoderSha256 }),
    ...Object.fromEntries(
      names.filter((name) => known[name] !== undefined).map((name) => [name, known[name]]),
    ),
  };
}

/** The settings of `run.json` that data give: the kind, the hashes of tables, and the options that change the numbers. */
export function dataSettings(
  { kind, sources }: Pick<InputSet, 'kind' | 'sources'>,
  options: object,
): Readonly<Record<string, unknown>> {
  const known: Record<string, unknown> = { ...options };
  const names = ['counts', 'layer', 'resize', 'labelColumns'];
  return {
    data: kind,
    tables: sources.flatMap(({ sha256 }) => sha256 ?? []),
    ...Object.fromEntries(
      names.filter((name) => known[name] !== undefined).map((name) => [name, known[name]]),
    ),
  };
}
