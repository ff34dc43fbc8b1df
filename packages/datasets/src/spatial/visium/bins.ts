import { invalidFile } from '@csm/base';

/**
 * The files of one size of bins, if they are of Visium HD: `binned_outputs/square_008um`. All other files of the slide are left out.
 *
 * @param bin the side of a bin in micrometres; undefined: all files, or the only size.
 * @throws an error that lists the sizes: if there are several and none was chosen, and if the chosen size does not exist.
 */
export function filesOfBin(
  where: string,
  store: string,
  paths: readonly string[],
  bin: number | undefined,
): readonly string[] {
  const sizes = [...new Set(paths.map(binOf).filter((size) => size !== undefined))].sort((a, b) => a - b);
  if (bin === undefined) {
    const [only] = sizes;
    if (only === undefined) return paths;
    if (sizes.length === 1) return paths.filter((path) => binOf(path) === only);
    const proposed = sizes.find((size) => size >= 8) ?? only;
    throw invalidFile(
      `${where}: expected one size of bins in ${store}; it has bins of ${sizes.join(', ')} µm; pass { bin: ${proposed} }.`,
    );
  }
  if (sizes.includes(bin)) return paths.filter((path) => binOf(path) === bin);
  const got =
    sizes.length > 0
      ? `it has bins of ${sizes.join(', ')} µm`
      : 'it has no folder binned_outputs/square_…um of Visium HD; leave out bin';
  throw invalidFile(`${where}: expected bins of ${bin} µm in ${store}; ${got}.`);
}

function binOf(path: string): number | undefined {
  const size = /(^|\/)square_(\d+)um\//.exec(path)?.[2];
  return size === undefined ? undefined : Number(size);
}
