import { stat } from 'node:fs/promises';
import { invalidFile, unreadableFile } from '@csm/base';
import { openCelebAImages, openImageParquet, openImages } from '@csm/datasets/node';
import type { NdArray } from 'ndarray';
import { withFile } from '../terminal/in-flags.js';
import { type DataKind, dataKind } from './data-kind.js';
import { DATA_NAMES, type DataOptions } from './data-options.js';
import type { InputSet } from './input-set.js';
import type { InputsFor } from './inputs-for.js';
import { openKind } from './open-inputs.js';
import type { OpeningRun } from './opening-run.js';
import { parquetFingerprint } from './parquet/parquet-fingerprint.js';
import { channelsBeforeRows } from './picture-inputs.js';
import { pictureShape } from './picture-shape.js';

/** Options of {@link openInputsOf}: those that the data were planned with, without `features`. No table of attributes is read. */
export interface InputsOfOptions extends DataOptions {
  /** {@link recordedHash} of the data that were planned; undefined for pictures and CelebA. */
  readonly fingerprint?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onWarning: (message: string) => void;
}

/** Inputs that are read by the lists of a plan. */
export interface InputsOf {
  /**
   * Some consecutive inputs in this order: `[ids.length, ...shape]`, as the encoder takes them.
   * @param first the number of the first among all inputs of the plan, which saves looking it up by its id.
   * @throws naming the file, if a picture is missing or damaged, and for ids that the data do not have.
   */
  read(ids: readonly string[], first: number): Promise<NdArray<Float32Array>>;
  /** The number of bytes of the file of each picture: pictures and CelebA have no fingerprint. Absent for other data. */
  readonly sizes?: ((ids: readonly string[]) => Promise<number[]>) | undefined;
  close(): Promise<void>;
}

/**
 * Opens data whose ids are known from the lists of a plan: `openInputs` for a worker. Pictures and CelebA are not listed again, no file
 * is read only to hash it, and attributes are left out.
 *
 * @param place of the data: the path that was given to `csm plan`, or where the same data are on this machine.
 * @param kind of the data when the plan was made, from `dataKind`.
 * @param encoder its shape and order of axes, and the names of the features in its order: a worker has no file of `--features`.
 * @throws if the data are of another kind, or have another fingerprint.
 */
export async function openInputsOf(
  place: string,
  kind: DataKind['kind'],
  encoder: InputsFor,
  { signal = new AbortController().signal, onWarning, fingerprint: planned, ...options }: InputsOfOptions,
): Promise<InputsOf> {
  const ends: (() => Promise<void>)[] = [];
  const run: OpeningRun = {
    signal,
    warn: onWarning,
    log: () => {},
    progress: () => () => {},
    atEnd: (action) => void ends.push(action),
    fingerprints: true,
    rowsOnly: true,
  };
  const close = async () => {
    for (const end of ends.splice(0)) await end();
  };
  const open = async (): Promise<Pick<InputsOf, 'read' | 'sizes'>> => {
    if (kind === 'pictures' || kind === 'CelebA') return pictureReader(place, kind, encoder, options, signal);
    if (kind === 'Parquet') return { read: await parquetReader(place, encoder, options, signal, planned) };
    return { read: await rowReader(place, kind, encoder, options, run, planned) };
  };
  const { read, sizes } = await withFile(place, open).catch(async (error) => {
    await close();
    throw error;
  });
  return {
    read: (ids, first) => withFile(place, () => read(ids, first)),
    sizes: sizes && ((ids) => withFile(place, () => sizes(ids))),
    close,
  };
}

type Read = InputsOf['read'];

async function pictureReader(
  place: string,
  kind: 'pictures' | 'CelebA',
  encoder: InputsFor,
  { resize }: DataOptions,
  signal: AbortSignal,
): Promise<Pick<InputsOf, 'read' | 'sizes'>> {
  const found = await stat(place).catch((cause) => {
    throw unreadableFile(place, cause, 'folder');
  });
  if (!found.isDirectory()) throw otherKind(place, kind, 'a file');
  const { height, width, channels, channelsFirst } = pictureShape(place, encoder);
  const reader =
    kind === 'CelebA'
      ? await openCelebAImages({ root: place, size: height, resize, signal })
      : await openImages({ root: place, size: [height, width], channels, resize });
  return {
    read: async (ids) => {
      const images = await reader.images(ids, { signal });
      return channelsFirst ? channelsBeforeRows(images) : images;
    },
    sizes: async (ids) => (await reader.sizes?.(ids, { signal })) ?? [],
  };
}

async function parquetReader(
  place: string,
  encoder: InputsFor,
  { resize }: DataOptions,
  signal: AbortSignal,
  planned: string | undefined,
): Promise<Read> {
  const { height, width, channels, channelsFirst } = pictureShape(place, encoder);
  const reader = await openImageParquet({ path: place, size: [height, width], channels, resize, signal });
  checkFingerprint(place, await parquetFingerprint(place), planned);
  return async (ids, first) => {
    const images = await reader.images(ids, { first, signal });
    return channelsFirst ? channelsBeforeRows(images) : images;
  };
}

async function rowReader(
  place: string,
  kind: DataKind['kind'],
  encoder: InputsFor,
  options: DataOptions,
  run: OpeningRun,
  planned: string | undefined,
): Promise<Read> {
  const data = await dataKind(place);
  if (data.kind !== kind) throw otherKind(place, kind, DATA_NAMES[data.kind]);
  const { read, sources } = await openKind(data, place, encoder, run, options);
  checkFingerprint(place, recordedHash(sources), planned);
  return read;
}

/** What a plan recognises data by: their fingerprint, or the hash of counts from several files; undefined for pictures and CelebA. */
export const recordedHash = ([data]: InputSet['sources']): string | undefined =>
  data?.fingerprint ?? data?.sha256;

function checkFingerprint(place: string, found: string | undefined, planned: string | undefined): void {
  if (planned === undefined || found === planned) return;
  throw invalidFile(
    `${place}: expected the data that the plan was made with; these have another fingerprint; pass the place of the same data as --data, or make a new plan.`,
  );
}

const otherKind = (place: string, kind: DataKind['kind'], found: string) =>
  invalidFile(
    `${place}: expected ${DATA_NAMES[kind]}, as when the plan was made; this is ${found}; pass the place of the same data as --data.`,
  );
