import { invalidArgument, typeName } from '@csm/base';

/** @throws unless `folder` is a path. */
export function checkFolder(caller: string, folder: unknown): void {
  if (typeof folder === 'string' && folder !== '') return;
  throw invalidArgument(`${caller}: folder must be a path, such as "models/faces"; got ${typeName(folder)}.`);
}
