import { type RgbaImage, renderImage } from '@csm/render';
import { transfer } from 'comlink';
import type { NdArray } from 'ndarray';
import { currentSession, type Session } from '../../session/session.js';

/** Largest width and height, in pixels. */
const SIZE = 64;

/** Small pictures of some inputs, in the order of the rows; the page draws them. */
export async function thumbnails(rows: readonly number[]): Promise<ImageBitmap[]> {
  const session = currentSession();
  if (session.kind !== 'pictures') return [];
  const layout = session.encoder?.layout ?? 'channelsLast';
  const range = rangeOf(session);
  const bitmaps = await Promise.all(
    rows.map((row) => {
      const image = withOneOrThreeChannels(session.inputs.pick(row), layout);
      return bitmapOf(renderImage(image, { layout, range }));
    }),
  );
  return transfer(bitmaps, bitmaps);
}

function withOneOrThreeChannels(image: NdArray<Float32Array>, layout: string): NdArray<Float32Array> {
  if (image.shape.length < 3) return image;
  const isFirst = layout === 'channelsFirst';
  const channels = image.shape[isFirst ? 0 : 2]!;
  if (channels === 1 || channels === 3) return image;
  return isFirst ? image.pick(0, null, null) : image.pick(null, null, 0);
}

function bitmapOf({ width, height, data }: RgbaImage): Promise<ImageBitmap> {
  const picture = new ImageData(new Uint8ClampedArray(data), width, height);
  const factor = Math.min(1, SIZE / Math.max(width, height));
  if (factor === 1) return createImageBitmap(picture);
  return createImageBitmap(picture, {
    resizeWidth: Math.max(1, Math.round(width * factor)),
    resizeHeight: Math.max(1, Math.round(height * factor)),
    resizeQuality: 'medium',
  });
}

const ranges = new WeakMap<Session, readonly [number, number]>();

/** The values that are drawn as black and as white: those of a usual scale if the pictures keep to one. */
function rangeOf(session: Session): readonly [number, number] {
  const known = ranges.get(session);
  if (known) return known;
  let [low, high] = [0, 0];
  const { data } = session.inputs;
  const step = Math.max(1, Math.floor(data.length / 1e6));
  for (let at = 0; at < data.length; at += step) {
    low = Math.min(low, data[at]!);
    high = Math.max(high, data[at]!);
  }
  const usual = [
    [0, 1],
    [-1, 1],
    [0, 255],
  ] as const;
  const range = usual.find(([from, to]) => low >= from - 1e-3 && high <= to + 1e-3) ?? ([low, high] as const);
  ranges.set(session, range);
  return range;
}
