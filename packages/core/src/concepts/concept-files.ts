import { readFile } from 'node:fs/promises';
import { checkPath, invalidFile, likeness, unreadableFile } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import { conceptsToJson, parseConcepts } from './concept-json.js';
import type { ConceptVector } from './concept-vector.js';

/**
 * Writes concept vectors to a JSON file atomically; creates missing folders.
 *
 * @category Save and load
 */
export async function saveConcepts(path: string, concepts: readonly ConceptVector[]): Promise<void> {
  checkPath('saveConcepts', 'path', path, 'a file');
  await writeAtomically(path, conceptsToJson(concepts));
}

/**
 * Reads concept vectors that {@link saveConcepts} wrote.
 * @throws with code `ERR_INVALID_FILE` if the file cannot be read; otherwise the same errors as `conceptsFromJson`.
 * @category Save and load
 */
export async function loadConcepts(path: string): Promise<ConceptVector[]> {
  checkPath('loadConcepts', 'path', path, 'a file');
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unreadableFile(`loadConcepts: ${path}`, cause);
  });
  const found = likeness(bytes);
  if (found) throw invalidFile(`loadConcepts: expected JSON; ${path} is ${found.what}; ${found.remedy}.`);
  return parseConcepts(`loadConcepts: ${path}`, new TextDecoder().decode(bytes));
}
