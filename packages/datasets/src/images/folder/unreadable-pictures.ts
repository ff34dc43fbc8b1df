import type { SkippedImage } from '../image-batch.js';

/** The extensions of the pictures that are read. */
export const READ_EXTENSIONS = ['jpg', 'jpeg', 'png', 'pgm', 'ppm'] as const;

/** The extensions of pictures that are not read; files of other kinds, such as tables, are not pictures. */
const OTHER_EXTENSIONS = [
  ...[
    'avif',
    'bmp',
    'dcm',
    'dng',
    'gif',
    'heic',
    'heif',
    'ico',
    'jfif',
    'jp2',
    'jpe',
    'jpf',
    'jxl',
    'jxr',
    'nef',
  ],
  ...['pbm', 'pcx', 'pfm', 'pnm', 'psd', 'raw', 'svg', 'svs', 'tga', 'tif', 'tiff', 'webp', 'xcf'],
];

const READ: ReadonlySet<string> = new Set(READ_EXTENSIONS);
const OTHER: ReadonlySet<string> = new Set(OTHER_EXTENSIONS);

/** What follows the last point of a file's name. */
function extensionOf(path: string): string {
  const at = path.lastIndexOf('.');
  return at > path.lastIndexOf('/') ? path.slice(at + 1).toLowerCase() : '';
}

/** Whether a file is a picture that can be read, by its name. */
export const isReadable = (path: string): boolean => READ.has(extensionOf(path));

/** The pictures in formats that are not read, by their names. */
export const unreadablePictures = (paths: readonly string[]): SkippedImage[] =>
  paths
    .filter((path) => OTHER.has(extensionOf(path)))
    .map((path) => ({ id: path, reason: `.${extensionOf(path)} pictures are not read; convert it to PNG` }));

/** Warns about the pictures that are left out, with their number by extension. */
export function warnUnreadable(
  where: string,
  pictures: readonly SkippedImage[],
  onWarning: (message: string) => void,
): void {
  const [first] = pictures;
  if (first === undefined) return;
  const counts = new Map<string, number>();
  for (const { id } of pictures) counts.set(extensionOf(id), (counts.get(extensionOf(id)) ?? 0) + 1);
  const listed = [...counts].map(([extension, count]) => `${count} .${extension}`).join(', ');
  onWarning(
    `${where}: ${pictures.length} ${pictures.length === 1 ? 'picture is' : 'pictures are'} left out, because the format is not read ` +
      `(${listed}; "${first.id}", …); convert them to PNG.`,
  );
}
