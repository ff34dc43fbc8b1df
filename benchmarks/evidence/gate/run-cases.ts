import type { HardGroundName, HardGroundOptions } from '../grounds/hard-ground.js';
import { type TableRun, withGround } from '../hard-tables/table-run.js';
import { stage } from '../stage.js';
import { type GateConcept, gateCases } from './gate-cases.js';
import { gateMethods } from './gate-methods.js';

/** A ground on which the gate is tested. */
export interface GateGround {
  readonly title: string;
  readonly name: HardGroundName;
  readonly options: Pick<HardGroundOptions, 'phi' | 'latentSize'>;
}

/** The grounds, with latents of 2 to 512 dimensions. */
export const gateGrounds: readonly GateGround[] = [
  { title: 'scenes', name: 'scenes', options: {} },
  { title: 'scenes, weak KL', name: 'scenes-weak-kl', options: {} },
  { title: 'blind encoder', name: 'blind', options: {} },
  { title: 'other decoder', name: 'other-decoder', options: {} },
  { title: 'classifier', name: 'relu-classifier', options: {} },
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
  const methods = gateMethods.map((method) => method.name);
  return stage(file, { title, seed, methods, version: 2 }, () =>
    withGround(name, seed, options, run, (ground) =>
      gateCases(ground, run.signal, (done, total) => run.onProgress(`${title}, seed ${seed}`, done, total)),
    ),
  );
}
