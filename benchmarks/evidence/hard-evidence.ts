import { readFile } from 'node:fs/promises';
import { writeText } from '../../support/write-text.js';
import { decoderTable, decoderWarnings } from './decoders/decoder-warnings.js';
import { gateSections } from './gate/gate-sections.js';
import { hardSeeds } from './grounds/open-hard-ground.js';
import type { HardRun } from './hard-run.js';
import { replaceSection } from './report/replace-section.js';

/**
 * Everything that is measured on the hard grounds, as Markdown by the name of its section of docs/evidence.md. Thresholds were
 * chosen on the choice seeds, with `--hard-seeds choice`.
 */
export async function hardEvidence(
  run: HardRun,
  seeds: readonly number[] = hardSeeds.report,
): Promise<Record<string, string>> {
  return {
    ...(await gateSections(seeds, run)),
    decoders: decoderTable(await decoderWarnings(seeds, run)),
  };
}

/** Writes the sections into `evidence.md`. The rest of the page is written by hand. */
export async function writeEvidence(docs: string, sections: Readonly<Record<string, string>>): Promise<void> {
  const file = `${docs}/evidence.md`;
  let page = await readFile(file, 'utf8');
  for (const [name, text] of Object.entries(sections)) page = replaceSection(page, name, text);
  await writeText(file, page);
}
