import type { Attribute } from '../../session/session.js';

/** The folder of each picture as a category, if there are several folders: `smiling/1.png`. */
export function folderAttribute(ids: readonly string[]): Attribute | undefined {
  const values = ids.map(
    (id) =>
      id
        .slice(0, Math.max(0, id.lastIndexOf('/')))
        .split('/')
        .at(-1) || undefined,
  );
  const folders = new Set(values).size;
  return folders > 1 && folders <= 50 ? { name: 'folder', kind: 'category', values } : undefined;
}
