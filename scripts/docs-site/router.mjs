import { posix } from 'node:path';
import { KindRouter } from 'typedoc';
import { root } from '../packages.mjs';

/** Pages have the same path as in the folder `docs` of the repository, so a new title does not break a link. */
export class SiteRouter extends KindRouter {
  getIdealBaseName(reflection) {
    const file = reflection.isDocument() && reflection.project.files.getReflectionPath(reflection);
    if (!file) return super.getIdealBaseName(reflection);
    return posix
      .relative(root, file)
      .replace(/^docs\//, '')
      .replace(/\/README\.md$/, '')
      .replace(/\.md$/, '');
  }

  /** Anchors are those that GitHub makes: typedoc writes one hyphen for several. */
  getSlugger(reflection) {
    return Object.assign(super.getSlugger(reflection), { serialize: githubAnchor });
  }
}

function githubAnchor(heading) {
  const anchor = heading.trim().replace(/[\u2000-\u206F\u2E00-\u2E7F\\'!"#$%&()*+,./:;<=>?@[\]^`{|}~]/g, '');
  return anchor.replace(/\s/g, '-') || '_';
}
