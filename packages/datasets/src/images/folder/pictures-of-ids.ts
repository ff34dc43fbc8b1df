import { fileName, requireInnerPath } from '../../files/file-store.js';
import type { SkippedImage } from '../image-dataset.js';

/**
 * The picture that each id of a table names: its path in the folder, or the end of it (`a.png` for `images/a.png`).
 * Throws, beginning with `where`, on an id that leaves the folder, one that several pictures end with, two ids of one
 * picture, and where no id names a picture at all.
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
    requireInnerPath(where, id);
    const ending = (byFileName.get(fileName(id)) ?? []).filter((path) => path.endsWith(`/${id}`));
    const found = known.has(id) ? [id] : ending;
    if (found.length > 1) {
      throw new Error(
        `${where}: "${id}" may be ${found.slice(0, 3).join(' or ')}; write the path in the folder`,
      );
    }
    const [path] = found;
    if (path === undefined) {
      missing.push({ id, reason: 'there is no such file in the folder' });
      continue;
    }
    const other = idOf.get(path);
    if (other !== undefined) throw new Error(`${where}: "${other}" and "${id}" are one picture, ${path}`);
    idOf.set(path, id);
    pathOf.set(id, path);
  }
  if (pathOf.size === 0) {
    throw new Error(
      `${where}: none of the ${ids.length} ids (${ids[0]}, …) is the name of one of the ${pictures.length} pictures ` +
        `(${pictures[0]}, …)`,
    );
  }
  return { pathOf, missing };
}
