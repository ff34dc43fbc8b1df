import { readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { root } from '../packages.mjs';
import { attribute, elements, setAttribute, unwrap } from './html-tree.mjs';

const PICTURE = /\.(png|svg|jpe?g|gif|webp)$/;
/** Stands for the address of the repository until a page is written. */
const SCHEME = 'repository:';

/**
 * Marks links to files and folders of the repository that are not part of the site, such as an example's source.
 * Pictures are copied to the site.
 */
export function markRepositoryLinks(project) {
  const { files } = project;
  const marked = new Set();
  for (const parts of displayParts(project)) {
    parts.forEach((part, i) => {
      if (part.kind !== 'relative-link' || part.target === undefined) return;
      const path = files.resolve(part.target, project);
      if (typeof path !== 'string' || PICTURE.test(path)) return;
      const kind = statSync(path).isDirectory() ? 'tree' : 'blob';
      const anchor = part.targetAnchor ? `#${part.targetAnchor}` : '';
      parts[i] = { kind: 'text', text: `${SCHEME}${kind}/main/${posix.relative(root, path)}${anchor}` };
      marked.add(path);
    });
  }
  // A file with a reflection is not copied.
  for (const path of marked) files.registerReflectionPath(path, project);
}

function displayParts(project) {
  return [project, ...Object.values(project.reflections)].flatMap((reflection) => [
    reflection.readme ?? [],
    reflection.isDocument() ? reflection.content : [],
    reflection.comment?.summary ?? [],
    ...(reflection.comment?.blockTags ?? []).map(({ content }) => content),
  ]);
}

/** Marked links lead to the repository on the web; while it has no public address, their text stays without a link. */
export function writeRepositoryLinks(document) {
  const { addressesConfirmed, repository } = JSON.parse(readFileSync(`${root}scripts/project.json`, 'utf8'));
  for (const link of elements(document)) {
    const href = link.tagName === 'a' ? attribute(link, 'href') : undefined;
    if (!href?.startsWith(SCHEME)) continue;
    if (addressesConfirmed) setAttribute(link, 'href', `${repository}/${href.slice(SCHEME.length)}`);
    else unwrap(link);
  }
}
