import Papa from 'papaparse';
import type { Evaluation } from './evaluation.js';

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

/**
 * The table of `evaluate` as CSV: one line per row, the concept in the first column, and an empty cell if a value is
 * unknown (NaN).
 */
export function evaluationToCsv(evaluation: Evaluation): string {
  const data = evaluation.rows.map((row) => [
    evaluation.concept,
    ...columns.map((column) => (Number.isNaN(row[column]) ? '' : row[column])),
  ]);
  return `${Papa.unparse({ fields: ['concept', ...columns], data }, { newline: '\n' })}\n`;
}

/** The table of `evaluate` as JSON, with null for values that are unknown (NaN). */
export function evaluationToJson(evaluation: Evaluation): string {
  const known = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? null : value;
  return `${JSON.stringify(evaluation, known, 2)}\n`;
}
