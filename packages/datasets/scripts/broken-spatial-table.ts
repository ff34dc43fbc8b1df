/** Prints every kind of broken spatial data with its error, as a Markdown table: `npx tsx packages/datasets/scripts/broken-spatial-table.ts`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brokenSpatialFiles, readBroken } from '../test/broken-spatial-files.js';

console.log('| | format | what is broken | error |\n| --: | --- | --- | --- |');
for (const [i, broken] of brokenSpatialFiles.entries()) {
  const folder = await mkdtemp(join(tmpdir(), 'csm-broken-'));
  try {
    await broken.make(folder);
    const warnings: string[] = [];
    const said = await readBroken(folder, broken, (message) => warnings.push(message)).then(
      () => `*read, with the warning* ${warnings.join(' ')}`,
      (error: Error) => error.message,
    );
    const text = said.replaceAll(folder, 'ROOT').replaceAll('|', '\\|').replaceAll('\n', ' ');
    console.log(`| ${i + 1} | ${broken.format} | ${broken.what} | ${text} |`);
  } finally {
    await rm(folder, { recursive: true });
  }
}
