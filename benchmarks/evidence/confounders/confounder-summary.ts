import { markdownTable } from '../../markdown-table.js';
import { knownMean, unique } from '../hard-tables/mean-and-range.js';
import { figure } from '../report/replace-section.js';
import type { ConfounderResult } from './confounder-rows.js';

const MAPS = ['decoder map', 'IG, counterfactual', 'replacement', 'agreement'] as const;

/** One concept in one table: means over seeds. */
export function confounderSummary(results: readonly ConfounderResult[], concept: string): string {
  const own = results.filter((row) => row.concept === concept);
  const other = own[0]?.other ?? '';
  const rows = unique(own.map(({ phi }) => phi))
    .filter((phi) => phi > 0)
    .flatMap((phi) =>
      unique(own.map(({ estimator }) => estimator)).map((estimator) => {
        const some = own.filter((row) => row.phi === phi && row.estimator === estimator);
        const mean = (each: (row: ConfounderResult) => number, digits: number) =>
          figure(knownMean(some.map(each)), digits);
        const mass = (map: string, part: 'own' | 'other') =>
          mean((row) => row.maps[map]?.[part] ?? Number.NaN, 1);
        return [
          `${phi}`,
          estimator,
          mean(({ cosine }) => cosine, 2),
          mean(({ withinAuc }) => withinAuc, 2),
          ...MAPS.map((map) => `${mass(map, 'own')} : ${mass(map, 'other')}`),
        ];
      }),
    );
  return markdownTable(['φ', 'estimator', 'cosine with φ = 0', `AUC of ${other} within`, ...MAPS], rows);
}
