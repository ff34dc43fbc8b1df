import type { Job } from '../jobs/job.js';
import { methodCases } from '../methods/index.js';
import type { MethodCase } from '../methods/method-case.js';
import type { Entry, Row } from '../row.js';

const entry = (method: string, encoder: MethodCase['encoder']): Entry => {
  const job: Job = { kind: 'method', method, encoder };
  return { label: method, library: 'ours', threads: 1, job };
};

function methodRow({ name, encoder }: MethodCase): Row {
  return {
    id: `method-${idOf(name)}`,
    title: name,
    family: 'methods',
    entries: [entry('gradient', encoder), entry(name, encoder)],
    ratios: [{ what: 'CPU time relative to the gradient', time: name, to: 'gradient' }],
    ...(encoder === 'ViT' && { needsShared: true }),
    limits: '',
  };
}

function idOf(name: string): string {
  return name
    .replaceAll('ε', 'epsilon')
    .replaceAll('×', 'x')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/-$/, '')
    .toLowerCase();
}

/** One row for each method: its time relative to that of the gradient. */
export const methodRows: readonly Row[] = methodCases.map(methodRow);
