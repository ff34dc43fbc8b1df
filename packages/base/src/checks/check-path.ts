import { invalidArgument } from '../errors.js';
import { shown } from './shown.js';

/**
 * @param what description of the file, with its article: `an .h5ad file`.
 * @throws unless the path is a non-empty string.
 */
export function checkPath(caller: string, name: string, path: unknown, what: string): void {
  if (typeof path === 'string' && path !== '') return;
  throw invalidArgument(`${caller}: ${name} must be the path of ${what}; got ${shown(path)}.`);
}
