import { disposeVae } from '@csm/models';
import type { Ground, OpenOptions } from './ground.js';
import { cmuFacesGround } from './grounds/cmu-faces.js';
import { drawnFaces } from './grounds/drawn-faces.js';
import { replicate12 } from './grounds/replicate-12.js';
import { syntheticBulbGround } from './grounds/synthetic-bulb.js';
import type { CaseResult } from './measure.js';
import type { Method } from './methods.js';
import { type RawResult, rawResults } from './raw.js';
import { type Readied, ready, runMethod } from './run-ground.js';
import { type GroundName, settings } from './settings.js';
import { stage } from './stage.js';

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

export interface RunOptions extends OpenOptions {
  /** Results are kept here, a file a method. */
  readonly out: string;
  readonly onProgress: (what: string, done: number, total: number) => void;
}

const open: Readonly<Record<GroundName, (options: OpenOptions) => Promise<Ground>>> = {
  'drawn-faces': drawnFaces,
  'synthetic-bulb': syntheticBulbGround,
  'replicate-12': replicate12,
  'cmu-faces': cmuFacesGround,
};

/** All methods on one ground; what an earlier run measured is not measured again, nor is the ground opened if all was. */
export async function runGround(
  ground: GroundName,
  methods: readonly Method[],
  options: RunOptions,
): Promise<GroundResult> {
  const { seed, signal, out, onProgress } = options;
  const title = `${ground}, seed ${seed}`;
  const fileOf = (name: string) => `${out}/results/${ground}-${seed}/${fileName(name)}.json`;
  const inputs = (method: string) => ({ ground, seed, method, settings });
  let opened: { ground: Ground; trained: Readied; untrained: Readied } | undefined;
  const opening = async () => {
    if (opened) return opened;
    const found = await open[ground](options);
    opened = {
      ground: found,
      trained: await ready(found, found.vae, signal),
      untrained: await ready(found, found.untrained, signal),
    };
    return opened;
  };
  try {
    const results = [];
    for (const [i, method] of methods.entries()) {
      onProgress(title, i, methods.length);
      const cases = await stage(fileOf(method.name), inputs(method.name), async () => {
        const { ground: found, ...models } = await opening();
        return runMethod(found, method, models, signal);
      });
      results.push({ name: method.name, kind: method.kind, cases });
    }
    const raw = await stage(fileOf('raw'), inputs('raw'), async () => rawResults((await opening()).ground));
    onProgress(title, methods.length, methods.length);
    return { ground, seed, tissue: results[0]?.cases[0]?.averageAuc !== undefined, methods: results, raw };
  } finally {
    if (opened) {
      disposeVae(opened.ground.vae);
      disposeVae(opened.ground.untrained);
    }
  }
}

function fileName(method: string): string {
  return method
    .normalize('NFKD')
    .replaceAll('×', 'x')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}
