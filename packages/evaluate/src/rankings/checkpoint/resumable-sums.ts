import { invalidArgument } from '@csm/base';
import type { AttributionSums } from '../cells/attribution-sums.js';
import type { CellPart } from '../cells/cell-parts.js';
import { ADVICE, checkRankingSettings } from './check-ranking-settings.js';
import { fingerprint } from './fingerprint.js';
import type { RankingCheckpoint, RankingCheckpointStore, RankingSettings } from './ranking-checkpoint.js';

/** Where and how often the sums of a ranking are saved. */
export interface Checkpointing {
  readonly store: RankingCheckpointStore;
  readonly seconds: number;
  readonly settings: RankingSettings;
}

/** Sums that are saved now and then. */
export interface ResumableSums {
  /** The number of cells that are in the sums of the checkpoint. A part does not reach across it. */
  readonly done: number;
  /** Must be called with every part, in order. @throws if the cells of the checkpoint were others. */
  read(part: CellPart): void;
  /** Must be called with the maps of each score for the first part. @throws if those of the checkpoint were others. */
  probe(score: number, maps: Float32Array): void;
  /** Must be called before the sums change. */
  adding(): void;
  /** Must be called when the first `cells` cells are in the sums. */
  added(cells: number): Promise<void>;
  /** Saves what is whole, after an abort or an error. */
  stopped(): Promise<void>;
}

/** The number of cells whose attributions are compared, and the relative difference that rounding may cause. */
const PROBED = 4;
const ROUNDING = 1e-4;

const NOT_SAVED: ResumableSums = {
  done: 0,
  read: () => {},
  probe: () => {},
  adding: () => {},
  added: async () => {},
  stopped: async () => {},
};

/** Sets the sums to those of the checkpoint, if there is one. @throws if it is of other settings. */
export async function resumableSums(
  caller: string,
  sums: readonly AttributionSums[],
  genes: number,
  checkpointing: Checkpointing | undefined,
): Promise<ResumableSums> {
  if (checkpointing === undefined) return NOT_SAVED;
  const { store, seconds, settings } = checkpointing;
  const found = await store.load();
  const source = found?.source ?? 'the checkpoint';
  if (found !== undefined) {
    checkRankingSettings(caller, settings, found.settings, source);
    restore(caller, found, sums, source);
  }
  const done = found?.done ?? 0;
  const hash = fingerprint();
  const probe: Float32Array[] = [];
  let [saved, whole, isWhole] = [done, done, true];
  let [inputs, lastSave] = ['', performance.now()];
  const save = async () => {
    if (whole === saved || !isWhole) return;
    await store.save({ settings, done: whole, inputs, probe, sums });
    [saved, lastSave] = [whole, performance.now()];
  };
  return {
    done,
    read: ({ start, size, values }) => {
      hash.add(values);
      if (start + size !== done || hash.digest() === found?.inputs) return;
      throw invalidArgument(
        `${caller}: expected the cells of ${source}; the first ${done} cells differ from those that it was made of; ${ADVICE}.`,
      );
    },
    probe: (score, maps) => {
      const own = maps.slice(0, PROBED * genes);
      probe[score] = own;
      if (found === undefined || isClose(own, found.probe[score])) return;
      throw invalidArgument(
        `${caller}: expected the encoder and the method of ${source}; the attributions of the first cells differ from those in it; ${ADVICE}.`,
      );
    },
    adding: () => {
      isWhole = false;
    },
    added: async (cells) => {
      [whole, isWhole, inputs] = [cells, true, hash.digest()];
      if (cells === settings.cells || performance.now() - lastSave >= 1000 * seconds) await save();
    },
    stopped: save,
  };
}

function isClose(own: Float32Array, other: Float32Array | undefined): boolean {
  if (other?.length !== own.length) return false;
  const largest = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return own.every((value, i) => Math.abs(value - other[i]!) <= ROUNDING * largest);
}

const ARRAYS = ['sum', 'squares', 'above', 'below', 'donorCells', 'donorSums'] as const;

/** Copies the sums of a checkpoint. @throws unless they have the right lengths. */
function restore(
  caller: string,
  { done, sums: found, probe }: RankingCheckpoint,
  sums: readonly AttributionSums[],
  source: string,
): void {
  const isWhole =
    Number.isSafeInteger(done) &&
    done > 0 &&
    Array.isArray(probe) &&
    sums.every((own, k) =>
      ARRAYS.every(
        (name) => own[name]?.length === found?.[k]?.[name]?.length && Number.isSafeInteger(found?.[k]?.cells),
      ),
    );
  if (!isWhole) {
    throw invalidArgument(
      `${caller}: expected a checkpoint of this ranking; the sums in ${source} have other lengths; delete it to start again.`,
    );
  }
  for (const [k, own] of sums.entries()) {
    own.cells = found[k]!.cells;
    for (const name of ARRAYS) own[name]?.set(found[k]![name]!);
  }
}
