import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ConceptVector } from './concept.js';
import { conceptsFromJson, conceptsToJson } from './concept-json.js';

/** Writes concept vectors to a JSON file, by way of a temporary file; makes the folder if need be. */
export async function saveConcepts(path: string, concepts: readonly ConceptVector[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, conceptsToJson(concepts));
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Reads concept vectors that {@link saveConcepts} wrote. @throws as {@link conceptsFromJson}, or if there is no file. */
export async function loadConcepts(path: string): Promise<ConceptVector[]> {
  return conceptsFromJson(await readFile(path, 'utf8'));
}
