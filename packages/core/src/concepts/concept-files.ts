import { readFile } from 'node:fs/promises';
import { writeAtomically } from '@csm/base/node';
import { conceptsFromJson, conceptsToJson } from './concept-json.js';
import type { ConceptVector } from './concept-vector.js';

/** Writes concept vectors to a JSON file, by way of a temporary file; makes the folder if need be. */
export async function saveConcepts(path: string, concepts: readonly ConceptVector[]): Promise<void> {
  await writeAtomically(path, conceptsToJson(concepts));
}

/** Reads concept vectors that {@link saveConcepts} wrote. @throws as {@link conceptsFromJson}, or if there is no file. */
export async function loadConcepts(path: string): Promise<ConceptVector[]> {
  return conceptsFromJson(await readFile(path, 'utf8'));
}
