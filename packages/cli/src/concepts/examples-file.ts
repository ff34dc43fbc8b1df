import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidFile, unreadableFile } from '@csm/base';
import { writeAtomically } from '@csm/base/node';

/** The file of the examples in a folder of concepts. */
export const EXAMPLES_FILE = 'examples.json';

/** The names of samples with a concept and of samples without it. */
export interface Sides {
  readonly positives: readonly string[];
  readonly negatives: readonly string[];
}

/** The examples of one concept. */
export interface Examples extends Sides {
  /** Where the concept comes from: `attribute "Smiling"`. */
  readonly source: string;
  /** How the vector was made from the positives and negatives. */
  readonly make: 'meanDifference' | 'meanVector' | 'logistic' | 'svm' | 'partialConcept' | 'given';
  /** The examples that the vector was not made from. */
  readonly heldOut: Sides;
  /** The groups of the held-out examples, such as the person of a picture. */
  readonly groups?: Sides;
}

/** Whether examples were found from their latents, so that their scores separate by construction. @param source of the examples. */
export const isChosenByLatents = (source = ''): boolean => /^the \d+ samples nearest to "/.test(source);

/** `examples.json`: the examples of each concept, by its name. */
export interface ExamplesFile {
  /** Folders outside the data that the examples are from; their ids start with one of these. */
  readonly folders?: readonly string[];
  readonly concepts: Readonly<Record<string, Examples>>;
}

/** Writes `examples.json` into a folder of concepts. */
export async function writeExamples(folder: string, file: ExamplesFile): Promise<void> {
  await writeAtomically(join(folder, EXAMPLES_FILE), `${JSON.stringify(file, null, 1)}\n`);
}

/** Reads `examples.json` of a folder of concepts. @throws if it is missing or damaged. */
export async function readExamples(folder: string): Promise<ExamplesFile> {
  const path = join(folder, EXAMPLES_FILE);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw unreadableFile(path, cause, 'file of examples that csm concept writes');
  });
  try {
    const file = JSON.parse(text) as ExamplesFile;
    if (typeof file.concepts === 'object' && file.concepts !== null) return file;
  } catch {
    // The error below describes it.
  }
  throw invalidFile(
    `${path}: expected the examples that csm concept writes; it is damaged; run csm concept again.`,
  );
}
