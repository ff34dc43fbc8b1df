import Papa from 'papaparse';
import type { Evaluation } from './evaluate.js';

const columns = [
  'method',
  'measure',
  'value',
  'standardError',
  'control',
  'controlLow',
  'controlHigh',
  'chance',
] as const;

/** The table of {@link evaluate} as CSV: a line a row, what is not known (NaN) empty; the concept in the first column. */
export function evaluationToCsv(evaluation: Evaluation): string {
  const data = evaluation.rows.map((row) => [
    evaluation.concept,
    ...columns.map((column) => (Number.isNaN(row[column]) ? '' : row[column])),
  ]);
  return `${Papa.unparse({ fields: ['concept', ...columns], data }, { newline: '\n' })}\n`;
}

/** The table as JSON, what is not known (NaN) as null. */
export function evaluationToJson(evaluation: Evaluation): string {
  const known = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? null : value;
  return `${JSON.stringify(evaluation, known, 2)}\n`;
}
