import { markdownTable } from '../../markdown-table.js';
import { meanAndRange, unique } from '../hard-tables/mean-and-range.js';
import type { RegionRow } from './region-rows.js';

/** Held-out AUC of directions and regions. */
export function regionTable(rows: readonly RegionRow[]): string {
  const scores = unique(rows.map(({ score }) => score));
  const groups = unique(rows.map(({ concept }) => concept)).flatMap((concept) =>
    unique(rows.map(({ examples }) => examples)).map((examples) => ({ concept, examples })),
  );
  const table = markdownTable(
    ['concept', 'examples', ...scores],
    groups.map(({ concept, examples }) => [
      concept,
      String(examples),
      ...scores.map((score) =>
        meanAndRange(
          rows
            .filter((row) => row.concept === concept && row.examples === examples && row.score === score)
            .map(({ auc }) => auc),
          3,
        ),
      ),
    ]),
  );
  return `Held-out ROC AUC on 400 scenes: mean and range over the seeds.\n\n${table}`;
}
