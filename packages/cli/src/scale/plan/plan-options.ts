import type { MapSettings } from '@csm/scale';
import type { DataOptions } from '../../inputs/data-options.js';
import type { MethodOptions } from '../../methods/method-options.js';
import type { ModelOptions } from '../../models/model-options.js';

/** The options of `csm plan`. */
export interface PlanCommandOptions extends ModelOptions, DataOptions, MethodOptions {
  readonly concepts: string;
  readonly out: string;
  readonly shards?: number | undefined;
  readonly shardSize?: number | undefined;
  readonly maps?: MapSettings['kind'] | undefined;
  /** False with `--no-certificates`. */
  readonly certificates: boolean;
  readonly ids?: readonly string[] | undefined;
  readonly limit?: number | undefined;
  readonly batch?: number | undefined;
  readonly seed: number;
  readonly json?: boolean | undefined;
}
