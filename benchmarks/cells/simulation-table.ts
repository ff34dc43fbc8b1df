import { markdownTable } from '../markdown-table.js';

/** What one simulation gave. */
export interface SimulationResult {
  readonly scenario: string;
  readonly seed: number;
  readonly epochs: number;
  /** Seconds of training. */
  readonly seconds: number;
  readonly methods: readonly {
    readonly method: string;
    readonly averagePrecision: number;
    /** Shares of the first k genes, with k the number of drivers: drivers, genes of the hidden program, genes of the batch. */
    readonly earlyPrecision: number;
    readonly programShare: number;
    readonly batchShare: number;
  }[];
}

/** One row per scenario and method: means over the seeds, with the range of the average precision. */
export function simulationTable(results: readonly SimulationResult[]): string {
  const rows = [...new Set(results.map(({ scenario }) => scenario))].flatMap((scenario) => {
    const runs = results.filter((result) => result.scenario === scenario);
    return (runs[0]?.methods ?? []).map(({ method }) => {
      const own = runs.flatMap((run) => run.methods.filter((each) => each.method === method));
      const precisions = own.map((each) => each.averagePrecision);
      const mean = (of: (each: (typeof own)[number]) => number) =>
        share(own.reduce((sum, each) => sum + of(each), 0) / own.length);
      return [
        scenario,
        method,
        `${mean((each) => each.averagePrecision)} (${share(Math.min(...precisions))}–${share(Math.max(...precisions))})`,
        mean((each) => each.earlyPrecision),
        mean((each) => each.programShare),
        mean((each) => each.batchShare),
      ];
    });
  });
  const head = ['scenario', 'method', 'AUPRC (range)', 'early precision', 'program genes', 'batch genes'];
  return markdownTable(head, rows);
}

const share = (value: number) => value.toFixed(2).replace(/^0/, '');
