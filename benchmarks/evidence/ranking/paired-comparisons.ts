import { markdownTable } from '../../markdown-table.js';
import { measures } from './measures.js';
import { keyOf, type MapNumbers, type RankingRow } from './ranking-rows.js';

/** Pairs of methods of which the docs say that one is better. */
const pairs = [
  ['decoder map', 'contrastive decoder map'],
  ['IG, counterfactual', 'contrastive IG, counterfactual'],
  ['IG, counterfactual', 'decoder map'],
  ['IG, counterfactual', 'IG, mean'],
  ['IG, mean', 'GradientSHAP, data'],
  ['IG, mean', 'IG, zeros'],
  ['decoder map over the mean', 'decoder map'],
  ['agreement of replacement and decoder map', 'IG, counterfactual'],
] as const;

/** In how many cases the first method of a pair has the larger number; ties count a half. */
export function pairedComparisons(rows: readonly RankingRow[]): string {
  const byMethod = (method: string) =>
    new Map(rows.filter((row) => row.method === method).map((row) => [keyOf(row), row.own] as const));
  return markdownTable(
    ['first', 'second', ...measures.map(([, title]) => title)],
    pairs.map(([first, second]) => {
      const [own, others] = [byMethod(first), byMethod(second)];
      return [first, second, ...measures.map(([measure]) => wins(own, others, measure))];
    }),
  );
}

function wins(
  own: ReadonlyMap<string, MapNumbers>,
  others: ReadonlyMap<string, MapNumbers>,
  measure: keyof MapNumbers,
): string {
  let [won, count] = [0, 0];
  for (const [key, numbers] of own) {
    const other = others.get(key);
    if (other === undefined) continue;
    count++;
    const difference = numbers[measure] - other[measure];
    if (difference >= 0) won += difference > 0 ? 1 : 0.5;
  }
  return `${won} of ${count}`;
}
