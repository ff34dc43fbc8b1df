import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { writeText } from './write-text.js';

/**
 * Records the settings of the run to which a folder belongs. A later run with the same settings continues; one with
 * other settings is rejected before it mixes two models in one folder.
 */
export async function claimFolder(folder: string, description: Record<string, unknown>): Promise<void> {
  const file = `${folder}/run.json`;
  const mine = JSON.parse(JSON.stringify(description));
  if (!existsSync(file)) return writeText(file, `${JSON.stringify(mine, null, 2)}\n`);
  const there = JSON.parse(await readFile(file, 'utf8'));
  const names = [...new Set([...Object.keys(there), ...Object.keys(mine)])];
  const other = names.filter((name) => JSON.stringify(there[name]) !== JSON.stringify(mine[name]));
  if (other.length === 0) return;
  const differences = other.map(
    (name) => `${name} ${JSON.stringify(there[name])}, now ${JSON.stringify(mine[name])}`,
  );
  throw new Error(
    `${folder} holds a run with other settings: ${differences.join('; ')}; choose another folder with --out, or delete this one.`,
  );
}
