import { markdownTable } from '../markdown-table.js';
import { averagePrecision } from './ranking-measures.js';

/** The rankings of one concept: for each method, the genes in descending order of their scores, one list per seed. */
export interface PbmcResult {
  readonly concept: string;
  /** How the group was made, and the numbers of cells with and without the concept. */
  readonly description: string;
  readonly cells: readonly [number, number];
  readonly markers: readonly string[];
  readonly methods: readonly {
    readonly method: string;
    /** Per seed: the rank of each marker, from 1. */
    readonly ranks: readonly (readonly number[])[];
    /** Per seed: the first genes. */
    readonly first: readonly (readonly string[])[];
  }[];
}

/** The results as JSON with one line per method. */
export function pbmcJson(results: readonly PbmcResult[]): string {
  const concepts = results.map(({ methods, ...concept }) => {
    const lines = methods.map((method) => `\n  ${JSON.stringify(method)}`);
    return `${JSON.stringify(concept).slice(0, -1)},"methods":[${lines}\n ]}`;
  });
  return `[\n ${concepts.join(',\n ')}\n]\n`;
}

/** One row per concept and method: the ranks of its markers for both seeds, average precision, and the overlap of the seeds. */
export function pbmcTable(results: readonly PbmcResult[]): string {
  const rows = results.flatMap(({ concept, markers, methods }) =>
    methods.map(({ method, ranks, first }) => {
      const precision = ranks.map((own) => precisionOfRanks(own));
      const [one = [], other = []] = first;
      const overlap = one.filter((gene) => other.includes(gene)).length / one.length;
      return [
        concept,
        method,
        markers.map((marker, i) => `${marker} ${ranks.map((own) => own[i]).join('/')}`).join(', '),
        precision.map(share).join('/'),
        share(overlap),
      ];
    }),
  );
  return markdownTable(
    ['concept', 'method', 'ranks of markers, seed 0/1', 'AUPRC', 'overlap of seeds'],
    rows,
  );
}

/** Average precision from the ranks of the true genes. */
function precisionOfRanks(ranks: readonly number[]): number {
  const last = Math.max(...ranks);
  const isTrue = new Set(ranks);
  return averagePrecision(
    Array.from({ length: last }, (_, place) => place + 1),
    (rank) => isTrue.has(rank),
  );
}

const share = (value: number) => value.toFixed(2).replace(/^0/, '');
