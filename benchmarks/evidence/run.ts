import { disposeVae } from '@csm/models';
import { cmuFacesGround } from './grounds/cmu-faces.js';
import { drawnFaces } from './grounds/drawn-faces.js';
import type { Ground, OpenOptions } from './grounds/ground.js';
import { replicate12 } from './grounds/replicate-12.js';
import { syntheticBulbGround } from './grounds/synthetic-bulb.js';
import type { GroundResult } from './measures/ground-result.js';
import { rawResults } from './measures/raw-pictures.js';
import { type ShownMaps, shownMaps } from './measures/shown-maps.js';
import type { Method } from './methods/candidates.js';
import { type PreparedModel, prepareModel, runMethod } from './run-ground.js';
import { type GroundName, settings } from './settings.js';
import { stage } from './stage.js';

export interface RunOptions extends OpenOptions {
  /** The folder of the results, one file per method. */
  readonly out: string;
  readonly onProgress: (what: string, done: number, total: number) => void;
}

const open: Readonly<Record<GroundName, (options: OpenOptions) => Promise<Ground>>> = {
  'drawn-faces': drawnFaces,
  'synthetic-bulb': syntheticBulbGround,
  'replicate-12': replicate12,
  'cmu-faces': cmuFacesGround,
};

/**
 * Measures all methods on one ground. Results of an earlier run are reused; if all of them exist, the ground is not
 * even opened.
 */
export async function runGround(
  name: GroundName,
  methods: readonly Method[],
  options: RunOptions,
): Promise<GroundResult> {
  const { seed, signal, out, onProgress } = options;
  const title = `${name}, seed ${seed}`;
  const fileOf = (what: string) => `${out}/results/${name}-${seed}/${fileName(what)}.json`;
  const inputs = (method: string) => ({ ground: name, seed, method, settings });
  return whenNeeded(name, options, async (opened) => {
    const results = [];
    for (const [i, method] of methods.entries()) {
      onProgress(title, i, methods.length);
      const cases = await stage(fileOf(method.name), inputs(method.name), async () => {
        const { ground, trained, untrained } = await opened();
        return runMethod(ground, method, { trained, untrained }, signal);
      });
      results.push({ name: method.name, kind: method.kind, cases });
    }
    const raw = await stage(fileOf('raw'), inputs('raw, with bounds'), async () =>
      rawResults((await opened()).ground),
    );
    onProgress(title, methods.length, methods.length);
    const tissue = results[0]?.cases[0]?.averageAuc !== undefined;
    return { ground: name, seed, tissue, methods: results, raw };
  });
}

/** Makes maps of one input of a ground by some methods, for a figure. */
export function runShown(
  name: GroundName,
  methods: readonly Method[],
  options: RunOptions,
): Promise<ShownMaps> {
  const { seed, signal, out } = options;
  const inputs = { ground: name, seed, methods: methods.map((method) => method.name), settings };
  return whenNeeded(name, options, (opened) =>
    stage(`${out}/results/${name}-${seed}/shown.json`, inputs, async () => {
      const { ground, trained } = await opened();
      return shownMaps(ground, trained, methods, signal);
    }),
  );
}

interface Opened {
  readonly ground: Ground;
  readonly trained: PreparedModel;
  readonly untrained: PreparedModel;
}

/** Opens a ground when it is first needed, and disposes of its models at the end. */
async function whenNeeded<T>(
  name: GroundName,
  options: OpenOptions,
  work: (opened: () => Promise<Opened>) => Promise<T>,
): Promise<T> {
  let opened: Opened | undefined;
  let ground: Ground | undefined;
  try {
    return await work(async () => {
      if (opened) return opened;
      ground = await open[name](options);
      const trained = await prepareModel(ground, ground.vae, options.signal);
      opened = { ground, trained, untrained: await prepareModel(ground, ground.untrained, options.signal) };
      return opened;
    });
  } finally {
    if (ground) {
      disposeVae(ground.vae);
      disposeVae(ground.untrained);
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
