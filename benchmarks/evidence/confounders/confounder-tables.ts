import { markdownTable } from '../../markdown-table.js';
import { meanAndRange, unique } from '../hard-tables/mean-and-range.js';
import type { ConfounderResult } from './confounder-rows.js';
import { confounders } from './settings.js';

const settings =
  'Means and ranges over the seeds. The VAE saw independent labels. Vectors from 1,000 scenes (2,000 for φ = 0); AUCs and shares on 400 ' +
  `other scenes with independent labels. "Within": among scenes that agree in the own label. Maps of ${confounders.inputs} pictures with ` +
  'both attributes, the same for all φ; donors lack both. `partialConcept` by strata, which with one label equals its regression.';

/** Two tables for each concept: the vectors, and where their maps lie. */
export function confounderTables(results: readonly ConfounderResult[]): string {
  const tables = unique(results.map(({ concept }) => concept)).map((concept) => {
    const own = results.filter((row) => row.concept === concept);
    const other = own[0]?.other ?? '';
    const maps = unique(own.flatMap((row) => Object.keys(row.maps)));
    const groups = unique(own.map(({ phi }) => phi)).flatMap((phi) =>
      unique(own.map(({ estimator }) => estimator)).map((estimator) => ({
        head: [String(phi), estimator],
        rows: own.filter((row) => row.phi === phi && row.estimator === estimator),
      })),
    );
    const vectors = groups.map(({ head, rows }) => [
      ...head,
      meanAndRange(rows.map(({ cosine }) => cosine)),
      meanAndRange(
        rows.map(({ auc }) => auc),
        3,
      ),
      meanAndRange(rows.map(({ withinAuc }) => withinAuc)),
      meanAndRange(rows.map(({ otherShare }) => otherShare)),
    ]);
    const masses = groups.map(({ head, rows }) => [
      ...head,
      ...maps.map((map) =>
        (['own', 'other'] as const)
          .map((part) =>
            meanAndRange(
              rows.map((row) => row.maps[map]?.[part] ?? Number.NaN),
              1,
            ),
          )
          .join(' : '),
      ),
    ]);
    const head = ['φ', 'estimator'];
    return [
      `### ${concept}, in examples whose labels are correlated with ${other}`,
      markdownTable(
        [
          ...head,
          'cosine with φ = 0',
          `AUC of ${concept}`,
          `AUC of ${other} within`,
          `${other} moves the score, share`,
        ],
        vectors,
      ),
      `Mass / area in the mask of ${concept} : of ${other}`,
      markdownTable([...head, ...maps], masses),
    ].join('\n\n');
  });
  return [settings, ...tables].join('\n\n');
}
