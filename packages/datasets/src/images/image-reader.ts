import { checkCount, checkList, checkOptions, checkSignal, invalidArgument, size } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { checkInnerPath } from '../files/file-store.js';
import { loadAhead } from './load-ahead.js';

/** Images that are read by their ids without listing all of them. */
export interface ImageReader {
  /** [height, width, channels] of every image. */
  readonly imageShape: readonly [height: number, width: number, channels: number];
  /**
   * Reads some images in this order: [ids.length, height, width, channels], in [0, 1].
   * @throws naming the file, if a picture is missing or damaged, or an id leads out of the folder.
   */
  images(ids: readonly string[], options?: ImageReaderCall): Promise<NdArray<Float32Array>>;
  /**
   * The number of bytes of each file, by which one sees without reading it whether it was replaced. Absent for Parquet.
   * @throws naming the file, if a picture is missing, or an id leads out of the folder.
   */
  sizes?(ids: readonly string[], options?: Pick<ImageReaderCall, 'signal'>): Promise<number[]>;
}

/** Options of {@link ImageReader.images}. */
export interface ImageReaderCall {
  /** The row where these ids probably begin, for Parquet; then the paths of other rows need not be read. Default 0. */
  readonly first?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Files whose sizes are asked for at once. */
const AT_ONCE = 64;

/** The sizes of the files of a reader, for {@link ImageReader.sizes}. */
export const fileSizes =
  (name: string, sizeOf: (id: string) => Promise<number>): NonNullable<ImageReader['sizes']> =>
  async (ids, options = {}) => {
    const where = `${name}.sizes`;
    checkOptions(where, options, { signal: true });
    checkSignal(where, options.signal);
    checkList(where, 'ids', ids);
    for (const id of ids) checkInnerPath(where, id);
    const sizes: number[] = [];
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      options.signal?.throwIfAborted();
      for (const size of await Promise.all(ids.slice(start, start + AT_ONCE).map(sizeOf))) sizes.push(size);
    }
    return sizes;
  };

/**
 * A reader of images that are loaded one by one.
 * @param name of the function that makes it, for messages.
 * @param find names what `load` takes for each id. Default: the id.
 */
export function imageReader(
  name: string,
  imageShape: ImageReader['imageShape'],
  load: (key: string) => Promise<Float32Array>,
  find: (ids: readonly string[], first: number) => Promise<readonly string[]> = async (ids) => ids,
): ImageReader {
  const where = `${name}.images`;
  return {
    imageShape,
    images: async (ids, options = {}) => {
      checkOptions(where, options, { first: true, signal: true });
      const { first = 0, signal } = options;
      checkSignal(where, signal);
      checkCount(where, 'first', first, { min: 0 });
      checkList(where, 'ids', ids);
      if (ids.length === 0)
        throw invalidArgument(`${where}: ids must have at least one id; got an empty array.`);
      const length = size(imageShape);
      const data = new Float32Array(ids.length * length);
      let at = 0;
      for await (const loaded of loadAhead(await find(ids, first), load, ids.length)) {
        signal?.throwIfAborted();
        if ('error' in loaded) throw loaded.error;
        data.set(loaded.image, at);
        at += length;
      }
      return ndarray(data, [ids.length, ...imageShape]);
    },
  };
}
