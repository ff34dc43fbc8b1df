import { checkCount, checkOneOf, checkRequiredOptions, checkWatchers, type Progress } from '@csm/base';
import { checkBadImagePolicy } from '../image-dataset-checks.js';
import { checkResizeMethod, type ResizeMethod } from '../pictures/resize-method.js';

/** Options of `celebA`, except the location of the files. */
export interface CelebaOptions {
  /** Height and width of the images, from 8 to 1024. Default 128. */
  readonly size?: number | undefined;
  /**
   * `'landmarks'` crops to the face as the reference does, see `celebaCrop`; `'whole'` uses the whole image. In both
   * cases, the result is stretched to a square. Default `'landmarks'`.
   */
  readonly crop?: 'landmarks' | 'whole' | undefined;
  /** How pictures are resized: `'bilinear'`, antialiased, or `'nearest'`, as Keras does by default. Default `'bilinear'`. */
  readonly resize?: ResizeMethod | undefined;
  /**
   * What to do with an image that is missing, damaged, without landmarks, or whose crop is empty: `'throw'`, or `'skip'` to
   * leave it out and list it in `skipped()`. Default: images with an empty crop are left out, as in the reference, and all
   * other bad images throw.
   */
  readonly onBadImage?: 'throw' | 'skip' | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called while the data set is opened, with the number of tables read so far. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

const KNOWN = {
  size: true,
  crop: true,
  resize: true,
  onBadImage: true,
  signal: true,
  onProgress: true,
} as const;

/**
 * Checks options before any file is read.
 * @param source the name of the option that gives the location of the files.
 */
export function checkCelebaOptions<Source extends 'root' | 'files'>(
  caller: string,
  options: CelebaOptions & Readonly<Record<Source, unknown>>,
  source: Source,
): void {
  checkRequiredOptions<object>(caller, options, { [source]: true, ...KNOWN });
  checkWatchers(caller, options);
  const { size, crop, onBadImage, resize } = options;
  if (size !== undefined) checkCount(caller, 'size', size, { min: 8, max: 1024 });
  if (crop !== undefined) checkOneOf(caller, 'crop', crop, ['landmarks', 'whole']);
  checkResizeMethod(caller, resize);
  checkBadImagePolicy(caller, onBadImage);
}
