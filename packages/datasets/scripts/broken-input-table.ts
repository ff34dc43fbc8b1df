/** Prints every kind of broken input with its error, as a Markdown table: `npx tsx packages/datasets/scripts/broken-input-table.ts`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brokenInputs, readAll, writeWhole } from '../test/broken-input.js';

console.log('| | set | what is broken | error |\n| --: | --- | --- | --- |');
for (const [i, { what, set, damage, options }] of brokenInputs.entries()) {
  const folder = await mkdtemp(join(tmpdir(), 'csm-broken-'));
  const root = join(folder, 'data');
  try {
    await writeWhole(set, root);
    await damage(root);
    const error = await readAll(set, root, options).then(
      () => 'NO ERROR',
      (error: Error) => error.message,
    );
    console.log(`| ${i + 1} | ${set} | ${what} | ${error.replaceAll(root, 'ROOT').replaceAll('|', '\\|')} |`);
  } finally {
    await rm(folder, { recursive: true });
  }
}
