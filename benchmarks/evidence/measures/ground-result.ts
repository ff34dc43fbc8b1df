import type { Method } from '../methods/candidates.js';
import type { GroundName } from '../settings.js';
import type { CaseResult } from './measure.js';
import type { RawResult } from './raw-pictures.js';

/** Everything that was measured on one ground with one seed. */
export interface GroundResult {
  readonly ground: GroundName;
  readonly seed: number;
  readonly tissue: boolean;
  readonly methods: readonly {
    readonly name: string;
    readonly kind: Method['kind'];
    readonly cases: readonly CaseResult[];
  }[];
  readonly raw: readonly RawResult[];
}
