import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidArgument } from '@csm/base';
import { mergeBins, type SpatialCounts } from '@csm/datasets';
import { openVisium } from '@csm/datasets/node';

/** Options of {@link openSlide}. */
export interface OpenSlideOptions {
  readonly sample?: string | undefined;
  readonly bin?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** More spots are not drawn: a figure would have millions of circles. */
const MOST_SPOTS = 20_000;

/** The files that decide the counts and the places of spots. */
const DECISIVE =
  /filtered_feature_bc_matrix\.h5$|matrix\.mtx(\.gz)?$|tissue_positions(_list)?\.(csv|parquet)(\.gz)?$/;

/**
 * Opens a folder of Space Ranger: one of its samples, and bins of Visium HD of any size that is a multiple of one in the folder.
 * @param notes gets what was corrected and added up.
 */
export async function openSlide(
  folder: string,
  { sample, bin, signal }: OpenSlideOptions,
  notes: string[],
): Promise<{ readonly counts: SpatialCounts; readonly files: readonly string[] }> {
  const all = (await readdir(folder, { recursive: true })).sort();
  const stored = storedBin(all, bin);
  const read = await openVisium(folder, {
    ...{ sample, bin: stored, signal },
    onWarning: (text) => notes.push(text),
  }).catch(withFlags);
  const by = bin !== undefined && stored !== undefined ? bin / stored : 1;
  const counts = by > 1 ? mergeBins(read, { by }) : read;
  if (by > 1) notes.push(`${by} × ${by} bins of ${stored} µm were added up to bins of ${bin} µm.`);
  const count = counts.spots.names.length;
  if (count > MOST_SPOTS) {
    throw invalidArgument(
      `tissue: ${folder}: expected at most ${MOST_SPOTS} spots, because each is drawn; got ${count}; add up bins, for example with --bin 64.`,
    );
  }
  const isOther = (file: string) =>
    (sample !== undefined && !file.includes(sample)) || (stored !== undefined && binOf(file) !== stored);
  const files = all.filter((file) => DECISIVE.test(file) && !isOther(file));
  return { counts, files: files.map((file) => join(folder, file)) };
}

/** The largest size of bins in a folder of which `bin` is a multiple; otherwise `bin`, which the reader rejects. */
function storedBin(files: readonly string[], bin: number | undefined): number | undefined {
  if (bin === undefined) return undefined;
  const sizes = files.flatMap((file) => binOf(file) ?? []).filter((size) => bin % size === 0);
  return sizes.reduce((largest, size) => Math.max(largest, size), 0) || bin;
}

function binOf(file: string): number | undefined {
  const size = /(^|[/\\])square_(\d+)um[/\\]/.exec(file)?.[2];
  return size === undefined ? undefined : Number(size);
}

/** Options of the reader in the words of `csm tissue`. */
function withFlags(error: unknown): never {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    error.message = error.message
      .replace(/\{ sample: '([^']*)' \}/g, '--slide $1')
      .replace(/\{ bin: (\d+) \}/g, '--bin $1')
      .replace('leave out bin', 'leave out --bin');
  }
  throw error;
}
