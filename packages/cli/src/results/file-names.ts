import { distinctNames, fileName } from '@csm/base';

/** The file name of each of some distinct names, such as those of concepts, methods or samples. */
export function fileNames(names: readonly string[]): ReadonlyMap<string, string> {
  const distinct = distinctNames();
  return new Map(names.map((name) => [name, distinct(fileName(name))]));
}
