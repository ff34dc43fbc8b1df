import { invalidFile } from '@csm/base';
import type { DroppedFile } from '../files/dropped-file.js';

/** Pictures as `imageFolder` takes them, and a picture's own path for each path there. */
export interface PictureFiles {
  readonly files: readonly File[];
  readonly idOf: (path: string) => string;
  /** Sentences about pictures that the browser cannot read. */
  readonly problems: readonly string[];
}

/**
 * Gives `imageFolder` PNG, JPEG, PGM and PPM files as they are, and other pictures that the browser reads, such as WebP, as PNG. A file
 * whose name says nothing of the format gets one that does.
 */
export async function pictureFiles(
  pictures: readonly DroppedFile[],
  signal: AbortSignal,
): Promise<PictureFiles> {
  const ids = new Map<string, string>();
  const files: File[] = [];
  const problems: string[] = [];
  for (const { path, file } of pictures) {
    const format = await formatOf(file);
    const isNamed = format !== undefined && /\.(jpe?g|png|p[gp]m)$/i.test(path);
    const name = isNamed ? path : `${path}.${format ?? 'png'}`;
    try {
      signal.throwIfAborted();
      files.push(fileAt(name, format === undefined ? await asPng(path, file) : file));
      ids.set(name, path);
    } catch (error) {
      signal.throwIfAborted();
      problems.push((error as Error).message);
    }
  }
  return { files, idOf: (path) => ids.get(path) ?? path, problems };
}

/** The formats that `imageFolder` reads. */
async function formatOf(file: Blob): Promise<'png' | 'jpg' | 'ppm' | undefined> {
  const [a, b] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (a === 0x89) return 'png';
  if (a === 0xff && b === 0xd8) return 'jpg';
  return a === 0x50 ? 'ppm' : undefined;
}

async function asPng(path: string, file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file).catch((cause: unknown) => {
    throw invalidFile(
      `${path}: expected a picture that the browser can read; it is damaged or of an unknown format; save it as PNG.`,
      { cause },
    );
  });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/png' });
}

/** A file with a path, as those of `<input type="file" webkitdirectory>` have it. */
function fileAt(path: string, blob: Blob): File {
  const file = new File([blob], path.slice(path.lastIndexOf('/') + 1));
  return Object.defineProperty(file, 'webkitRelativePath', { value: `files/${path}` });
}
