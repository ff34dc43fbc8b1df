import { type Signal, signal } from '@preact/signals';
import { summary } from '../../session/state.js';
import { worker } from '../../session/worker-client.js';

let owner: unknown;
const pictures = new Map<number, Signal<ImageBitmap | undefined>>();
let wanted: number[] = [];

/** The small picture of an input; undefined until the worker has drawn it. Pictures that are asked for together come together. */
export function pictureOf(row: number): Signal<ImageBitmap | undefined> {
  if (owner !== summary.peek()) {
    owner = summary.peek();
    pictures.clear();
    wanted = [];
  }
  let picture = pictures.get(row);
  if (picture === undefined) {
    picture = signal(undefined);
    pictures.set(row, picture);
    if (wanted.length === 0) queueMicrotask(askFor);
    wanted.push(row);
  }
  return picture;
}

async function askFor(): Promise<void> {
  const [rows, of] = [wanted, owner];
  wanted = [];
  const bitmaps = await worker.thumbnails(rows).catch(() => []);
  if (of !== owner) return;
  for (const [i, bitmap] of bitmaps.entries()) pictures.get(rows[i]!)!.value = bitmap;
}
