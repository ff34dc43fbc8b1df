/** What one damaged file led to. */
export type OutcomeKind = 'opened' | 'refused' | 'unnamed' | 'poisoned' | 'hung' | 'died';

/** The outcome of one damaged file; the child process sends it. */
export interface Outcome {
  readonly number: number;
  readonly kind: OutcomeKind;
  readonly file: string;
  readonly milliseconds: number;
  /** The message of the error, if there was one. */
  readonly message?: string | undefined;
  /** Peak memory of the process so far, in megabytes. */
  readonly megabytes: number;
}

/** The counts of many outcomes. */
export interface Summary {
  readonly counts: Record<OutcomeKind, number>;
  slowest: Outcome | undefined;
  megabytes: number;
  /** Outcomes that must not be: hangs, deaths, poisoned reads, errors without the file's name. */
  readonly faults: Outcome[];
}

export const emptySummary = (): Summary => ({
  counts: { opened: 0, refused: 0, unnamed: 0, poisoned: 0, hung: 0, died: 0 },
  slowest: undefined,
  megabytes: 0,
  faults: [],
});

export function add(summary: Summary, outcome: Outcome): void {
  summary.counts[outcome.kind]++;
  if (outcome.kind !== 'opened' && outcome.kind !== 'refused') summary.faults.push(outcome);
  if (outcome.milliseconds > (summary.slowest?.milliseconds ?? 0)) summary.slowest = outcome;
  summary.megabytes = Math.max(summary.megabytes, outcome.megabytes);
}

/** One line per reader. */
export function line(name: string, { counts, slowest, megabytes }: Summary): string {
  const { opened, refused, unnamed, poisoned, hung, died } = counts;
  const files = opened + refused + unnamed + poisoned + hung + died;
  return (
    `${name.padEnd(16)} ${files} files: ${opened} opened, ${refused} refused; ${hung} hung, ${died} died, ` +
    `${poisoned} poisoned later reads, ${unnamed} errors without file or code; ` +
    `slowest ${((slowest?.milliseconds ?? 0) / 1000).toFixed(2)} s, peak ${Math.round(megabytes)} MB`
  );
}
