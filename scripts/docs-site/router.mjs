import { posix } from 'node:path';
import { KindRouter } from 'typedoc';
import { root } from './entries.mjs';

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
}
