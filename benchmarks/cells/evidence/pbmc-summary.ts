import { markdownTable } from '../../markdown-table.js';
import type { PbmcResult } from '../pbmc-table.js';

/** The rank of each marker among the genes: one row per method, one column per marker, `seed 0 / seed 1`. */
export function markerTable(results: readonly PbmcResult[]): string {
  const heads = results.flatMap(({ concept, markers }) => markers.map((marker) => `${marker}, ${concept}`));
  const rows = methodsOf(results).map((method) => [
    method,
    ...results.flatMap((result) => {
      const { ranks } = methodIn(result, method);
      return result.markers.map((_, i) => ranks.map((own) => own[i]!.toLocaleString('en')).join(' / '));
    }),
  ]);
  return markdownTable(['method', ...heads], rows);
}

/** How many of the first genes both seeds have in common: one row per method, one column per concept. */
export function overlapTable(results: readonly PbmcResult[]): string {
  const rows = methodsOf(results).map((method) => [
    method,
    ...results.map((result) => {
      const [one = [], other = []] = methodIn(result, method).first;
      return `${one.filter((gene) => other.includes(gene)).length} of ${one.length}`;
    }),
  ]);
  return markdownTable(['method', ...results.map(({ concept }) => concept)], rows);
}

/** The first genes of some methods with the first seed, so that readers can judge genes that are not on the list of markers. */
export function firstGenesList(
  results: readonly PbmcResult[],
  methods: readonly string[],
  count = 10,
): string {
  const rows = results.flatMap((result) =>
    methods.map((method) => [
      result.concept,
      method,
      (methodIn(result, method).first[0] ?? []).slice(0, count).join(', '),
    ]),
  );
  return markdownTable(['concept', 'method', `first ${count} genes, seed 0`], rows);
}

/** How the groups were made, and their sizes. */
export function groupsTable(results: readonly PbmcResult[]): string {
  const rows = results.map(({ concept, description, cells: [up, down] }) => [
    concept,
    description,
    String(up),
    String(down),
  ]);
  return markdownTable(['concept', 'proteins', 'cells with it', 'cells without it'], rows);
}

const methodsOf = (results: readonly PbmcResult[]) => results[0]?.methods.map(({ method }) => method) ?? [];

function methodIn({ concept, methods }: PbmcResult, name: string): PbmcResult['methods'][number] {
  const found = methods.find(({ method }) => method === name);
  if (found === undefined) throw new Error(`pbmc.json: "${concept}" has no method "${name}".`);
  return found;
}
