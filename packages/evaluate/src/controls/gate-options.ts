import {
  CHANNEL_OPTIONS,
  type ChannelOptions,
  checkChannelOptions,
  checkPositive,
  checkSeed,
  checkSignal,
} from '@csm/base';
import type { ConceptExamples } from '../concepts/concept-examples.js';

/** Options of {@link gate}. */
export interface GateOptions extends ChannelOptions {
  /**
   * The examples from which the concept vector was computed. If given, the concept itself is also tested, because
   * even a vector of uninformative labels has maps. Default: no such test.
   */
  readonly examples?: ConceptExamples | undefined;
  /** Largest `explainedByRandom` of maps that pass, above 0 and at most 1. Default 0.4. */
  readonly threshold?: number | undefined;
  /** Largest permutation p-value of a concept that passes, above 0 and at most 1. Default 0.05. */
  readonly significance?: number | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The names of all options of `gate`. */
export const GATE_OPTIONS = {
  examples: true,
  threshold: true,
  significance: true,
  seed: true,
  signal: true,
  ...CHANNEL_OPTIONS,
} as const;

/** @throws if an option is out of range. */
export function checkGateOptions(caller: string, options: GateOptions): void {
  const { threshold = 0.4, significance = 0.05, seed = 0, signal } = options;
  checkChannelOptions(caller, options);
  checkPositive(caller, 'threshold', threshold, { max: 1 });
  checkPositive(caller, 'significance', significance, { max: 1 });
  checkSeed(caller, seed);
  checkSignal(caller, signal);
}
