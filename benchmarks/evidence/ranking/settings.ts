import type { HardGroundName } from '../grounds/hard-ground.js';

interface RankingGround {
  readonly title: string;
  readonly kind: 'pictures' | 'tables';
  readonly name: HardGroundName;
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
