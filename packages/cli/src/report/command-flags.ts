import type { DataOptions } from '../inputs/data-options.js';
import type { MethodOptions } from '../methods/method-options.js';
import type { ModelOptions } from '../models/model-options.js';
import { flagOf } from '../terminal/flag-of.js';
import type { ReportOptions } from './report-options.js';

/** The options that decide the numbers of a report, except where concepts come from, with their defaults. */
const OPTIONS: Readonly<
  Record<keyof (ModelOptions & Omit<DataOptions, 'attributes'> & MethodOptions) | 'limit' | 'seed', unknown>
> = {
  normalise: undefined,
  layout: undefined,
  latentOutput: undefined,
  latentColumns: undefined,
  logVariance: undefined,
  latent: undefined,
  input: undefined,
  inputShape: undefined,
  given: undefined,
  decoder: undefined,
  decoderOutput: undefined,
  engine: 'auto',
  idColumn: undefined,
  labelColumns: undefined,
  features: undefined,
  counts: undefined,
  layer: undefined,
  sample: undefined,
  bin: undefined,
  raw: undefined,
  genome: undefined,
  resize: undefined,
  skipDamaged: undefined,
  method: 'auto',
  steps: undefined,
  percentile: undefined,
  samples: undefined,
  window: undefined,
  baseline: 'mean',
  limit: 4,
  seed: 0,
};

/** The options of a call that are not the defaults, as they are typed in a shell, each after a space. */
export function commandFlags(options: ReportOptions): string {
  const given: Readonly<Record<string, unknown>> = { ...options };
  return Object.entries(OPTIONS)
    .filter(([name, standard]) => given[name] !== undefined && given[name] !== standard)
    .map(([name]) => ` ${flag(name, given[name])}`)
    .join('');
}

function flag(name: string, value: unknown): string {
  const option = flagOf(name);
  if (value === true) return option;
  // An option that takes several values would also take the arguments behind it.
  if (name === 'given' && Array.isArray(value)) {
    return value.map((each) => `${option} ${quoted(String(each))}`).join(' ');
  }
  return `${option} ${quoted(Array.isArray(value) ? value.join(',') : String(value))}`;
}

/** A text as one word of a shell. */
export const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
