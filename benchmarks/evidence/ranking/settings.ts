import { transformerSeeds } from '../grounds/transformer/transformer-ground.js';
import type { TableGround } from '../hard-tables/table-run.js';

export type RankingKind = 'pictures' | 'tables' | 'transformer';

/** Methods are ranked separately for each kind of ground. */
export interface RankingGround extends TableGround {
  readonly kind: RankingKind;
  readonly latentSize?: number;
}

/** All numbers of the ranking of methods. */
export const ranking = {
  /** Inputs for which maps are made, for each concept. */
  inputs: 8,
  /** Donors for each input and feature of E. */
  evidenceDonors: 8,
  /** Features that the deletion replaces, of 64 patches or 80 numbers, and donors from which it does so. */
  deleted: 8,
  deletionDonors: 4,
  version: 2,
} as const;

export const rankedTransformer: RankingGround = {
  title: 'transformer',
  kind: 'transformer',
  name: 'transformer',
  seeds: transformerSeeds,
};

export const rankingGrounds: readonly RankingGround[] = [
  { title: 'scenes', kind: 'pictures', name: 'scenes' },
  { title: 'scenes, weak KL', kind: 'pictures', name: 'scenes-weak-kl' },
  ...[8, 32, 128].map((latentSize) => ({
    title: `table, latent of ${latentSize}`,
    kind: 'tables' as const,
    name: 'tables' as const,
    latentSize,
  })),
];
