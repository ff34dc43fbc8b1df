import { readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { root } from './entries.mjs';

const PICTURE = /\.(png|svg|jpe?g|gif|webp)$/;

/**
 * Links to files and folders of the repository that are not part of the site, such as an example's source, lead to the
 * repository on the web. Pictures are copied to the site.
 */
export function linkToRepository(project) {
  const { files } = project;
  const links = new Set();
  for (const parts of displayParts(project)) {
    parts.forEach((part, i) => {
      if (part.kind !== 'relative-link' || part.target === undefined) return;
      const path = files.resolve(part.target, project);
      if (typeof path !== 'string' || PICTURE.test(path)) return;
      const kind = statSync(path).isDirectory() ? 'tree' : 'blob';
      const anchor = part.targetAnchor ? `#${part.targetAnchor}` : '';
      parts[i] = {
        kind: 'text',
        text: `${repository()}/${kind}/main/${posix.relative(root, path)}${anchor}`,
      };
      links.add(path);
    });
  }
  // A file with a reflection is not copied.
  for (const path of links) files.registerReflectionPath(path, project);
}

function displayParts(project) {
  return [project, ...Object.values(project.reflections)].flatMap((reflection) => [
    reflection.readme ?? [],
    reflection.isDocument() ? reflection.content : [],
    reflection.comment?.summary ?? [],
    ...(reflection.comment?.blockTags ?? []).map(({ content }) => content),
  ]);
}

/** The address of the repository, which `scripts/metadata.mjs` writes into every package. */
function repository() {
  const { repository } = JSON.parse(readFileSync(`${root}packages/core/package.json`, 'utf8'));
  return (repository?.url ?? '').replace(/^git\+/, '').replace(/\.git$/, '');
}
