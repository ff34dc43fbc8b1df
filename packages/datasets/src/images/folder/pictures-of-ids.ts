import { invalidFile } from '@csm/base';
import { checkInnerPath, fileName } from '../../files/file-store.js';
import type { SkippedImage } from '../image-batch.js';

/**
 * Finds the picture for each id of a table: the id is its path in the folder, or the end of it (`a.png` for
 * `images/a.png`).
 *
 * @throws if an id leads out of the folder, matches several pictures, or the same picture as another id, and if no id
 * matches a picture.
 */
export function picturesOfIds(
  where: string,
  ids: readonly string[],
  pictures: readonly string[],
): { pathOf: Map<string, string>; missing: SkippedImage[] } {
  const known = new Set(pictures);
  const byFileName = new Map<string, string[]>();
  for (const path of pictures) {
    const same = byFileName.get(fileName(path));
    if (same) same.push(path);
    else byFileName.set(fileName(path), [path]);
  }
  const pathOf = new Map<string, string>();
  const idOf = new Map<string, string>();
  const missing: SkippedImage[] = [];
  for (const id of ids) {
    checkInnerPath(where, id);
    const ending = (byFileName.get(fileName(id)) ?? []).filter((path) => path.endsWith(`/${id}`));
    const found = known.has(id) ? [id] : ending;
    if (found.length > 1) {
      throw invalidFile(
        `${where}: the id "${id}" must match one picture; it matches ${found.slice(0, 3).join(' and ')}; use the path in the folder as the id.`,
      );
    }
    const [path] = found;
    if (path === undefined) {
      missing.push({ id, reason: 'there is no such file in the folder' });
      continue;
    }
    const other = idOf.get(path);
    if (other !== undefined) {
      throw invalidFile(
        `${where}: the ids "${other}" and "${id}" match the same picture, ${path}; keep one of the two.`,
      );
    }
    idOf.set(path, id);
    pathOf.set(id, path);
  }
  if (pathOf.size === 0) {
    throw invalidFile(
      `${where}: expected ids that are names of pictures; none of the ${ids.length} ids (${ids[0]}, …) is the name of one of the ` +
        `${pictures.length} pictures (${pictures[0]}, …).`,
    );
  }
  return { pathOf, missing };
}
