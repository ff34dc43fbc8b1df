import { distinctNames, fileName } from '@csm/base';

/** File systems allow names of 255 bytes; a letter takes up to four, and endings are added. */
const LONGEST = 50;

/** The file name of each of some distinct names, such as those of concepts, methods or samples. */
export function fileNames(names: readonly string[]): ReadonlyMap<string, string> {
  const distinct = distinctNames();
  return new Map(names.map((name) => [name, distinct([...fileName(name)].slice(0, LONGEST).join(''))]));
}
