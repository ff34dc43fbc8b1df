import type { HardGroundOptions } from '../grounds/hard-ground.js';
import { transformerSeeds } from '../grounds/transformer/transformer-ground.js';
import { type TableGround, type TableRun, withGround } from '../hard-tables/table-run.js';
import { stage } from '../stage.js';
import { type GateConcept, gateCases } from './gate-cases.js';
import { gateMethodsOf } from './gate-methods.js';

/** A ground on which the gate is tested. */
export interface GateGround extends TableGround {
  readonly options: Pick<HardGroundOptions, 'phi' | 'latentSize'>;
}

export const transformerOfGate: GateGround = {
  title: 'transformer',
  name: 'transformer',
  options: {},
  seeds: transformerSeeds,
};

/** The grounds, with latents of 2 to 512 dimensions. */
export const gateGrounds: readonly GateGround[] = [
  { title: 'scenes', name: 'scenes', options: {} },
  { title: 'scenes, weak KL', name: 'scenes-weak-kl', options: {} },
  { title: 'blind encoder', name: 'blind', options: {} },
  { title: 'other decoder', name: 'other-decoder', options: {} },
  { title: 'classifier', name: 'relu-classifier', options: {} },
  transformerOfGate,
  ...[2, 8, 32, 128, 512].map((latentSize) => ({
    title: `table, latent of ${latentSize}`,
    name: 'tables' as const,
    options: { latentSize },
  })),
];

/** Measures a ground, or reads what an earlier run measured. */
export function casesOf(
  { title, name, options }: GateGround,
  seed: number,
  run: TableRun,
): Promise<GateConcept[]> {
  const file = `${run.out}/gate/${title.replaceAll(/[^a-z0-9]+/g, '-')}-${seed}.json`;
  const methods = gateMethodsOf(name).map((method) => method.name);
  return stage(file, { title, seed, methods, version: 2 }, () =>
    withGround(name, seed, options, run, (ground) =>
      gateCases(ground, run.signal, (done, total) => run.onProgress(`${title}, seed ${seed}`, done, total)),
    ),
  );
}
