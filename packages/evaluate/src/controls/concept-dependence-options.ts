import {
  CHANNEL_OPTIONS,
  type ChannelOptions,
  checkChannelOptions,
  checkPositive,
  checkSignal,
} from '@csm/base';

/** Options of {@link conceptDependence}. */
export interface ConceptDependenceOptions extends ChannelOptions {
  /** Largest `explainedByRandom` of maps that count as dependent on the concept, above 0 and at most 1. Default 0.4. */
  readonly threshold?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The names of all options of `conceptDependence`. */
export const CONCEPT_DEPENDENCE_OPTIONS = { threshold: true, signal: true, ...CHANNEL_OPTIONS } as const;

/** @throws if an option is out of range. */
export function checkDependenceOptions(caller: string, options: ConceptDependenceOptions): void {
  const { threshold = 0.4, signal } = options;
  checkChannelOptions(caller, options);
  checkPositive(caller, 'threshold', threshold, { max: 1 });
  checkSignal(caller, signal);
}
