import { join } from 'node:path';
import { invalidArgument } from '@csm/base';
import { loadConcepts } from '@csm/core/node';
import { attributeConcepts } from '../concepts/attribute-concepts.js';
import type { ConceptSource } from '../concepts/concept-source.js';
import { conceptSources, sourceOf } from '../concepts/concept-sources.js';
import { type Examples, readExamples } from '../concepts/examples-file.js';
import { conceptsOf } from '../concepts/make-concepts.js';
import { CONCEPTS_FILE } from '../concepts/write-concepts.js';
import type { InputSet } from '../inputs/input-set.js';
import { varyingCoordinates } from './coordinates.js';
import {
  isCrossValidated,
  LEAST_EXAMPLES,
  type ReportConcept,
  type ReportSubject,
} from './report-concept.js';
import type { ReportContext } from './report-context.js';
import type { ReportOptions } from './report-options.js';

/** The most concepts that are explained unless they are named: those with most examples. */
const MOST_CONCEPTS = 8;

/** The latent coordinates that are explained if there are no concepts. */
const COORDINATES = 4;

/**
 * Whether the call or the data name concepts.
 * @throws, before any work, if a concept is unknown or has too few examples, or two sources are named.
 */
export async function hasConcepts(options: ReportOptions, inputs: InputSet): Promise<boolean> {
  if (options.concepts !== undefined) return true;
  const isNamed = sourceOf(options) !== 'name' || options.name !== undefined;
  if (!isNamed) return attributeConcepts(inputs.attributes ?? NONE, undefined, options).length > 0;
  checkExamples(await conceptSources(options, inputs, () => {}));
  return true;
}

/** @throws if no concept of a column or source that the call names can be made: a page of something else would not answer it. */
function checkExamples(sources: readonly ConceptSource[]): void {
  const columnOf = ({ column, name }: ConceptSource) => column ?? name;
  const made = new Set(sources.filter(canBeMade).map(columnOf));
  const missing = sources.find((source) => !made.has(columnOf(source)));
  if (missing === undefined) return;
  throw invalidArgument(
    `csm: the concept "${missing.name}" needs at least ${LEAST_EXAMPLES} inputs with it and ${LEAST_EXAMPLES} without it; ` +
      `${missing.positives.length} have it and ${missing.negatives.length} lack it; label more inputs, or name another concept.`,
  );
}

/** Vectors have no examples, and those of --nearest are found from the latents. */
const canBeMade = ({ vector, isChosenByLatents, positives, negatives }: ConceptSource): boolean =>
  vector !== undefined ||
  isChosenByLatents === true ||
  Math.min(positives.length, negatives.length) >= LEAST_EXAMPLES;

const NONE = { ids: [], columns: new Map() };

/** What the page explains: concepts, or the coordinates of the latent that vary most. */
export async function reportSubject(
  context: ReportContext,
  options: ReportOptions,
  isOfConcepts: boolean,
): Promise<ReportSubject> {
  if (!isOfConcepts)
    return { kind: 'coordinates', coordinates: varyingCoordinates(context.latents, COORDINATES) };
  const all = await (options.concepts === undefined
    ? madeConcepts(context, options)
    : savedConcepts(options.concepts));
  const usable = all.filter((concept) => hasExamples(concept, context));
  const concepts = options.name || options.concepts ? usable : mostExamples(usable, context.run.warn);
  if (concepts.length > 0) return { kind: 'concepts', concepts };
  if (options.concepts !== undefined) {
    throw invalidArgument(
      `csm: no concept of ${options.concepts} has ${LEAST_EXAMPLES} examples with it and ${LEAST_EXAMPLES} without it; make concepts from more examples.`,
    );
  }
  context.run.warn('no concept has enough examples; coordinates of the latent are shown instead.');
  return { kind: 'coordinates', coordinates: varyingCoordinates(context.latents, COORDINATES) };
}

/** The concepts that the options of `csm concept` name. */
async function madeConcepts({ model, inputs, folder, run }: ReportContext, options: ReportOptions) {
  // Folds know neither groups nor other labels, so these need examples that were held out.
  const isInFolds = isCrossValidated(inputs) && !options.groups && !options.givenLabels;
  const heldOut = isInFolds ? 0 : options.heldOut;
  const made = await conceptsOf(model, inputs, { ...options, heldOut, out: folder.path }, run);
  return made.map(
    ({ concept, examples }): ReportConcept => ({ vector: concept, ...testedExamples(examples) }),
  );
}

/** The concepts of a folder that `csm concept` wrote. */
async function savedConcepts(path: string): Promise<ReportConcept[]> {
  const { concepts: examples } = await readExamples(path);
  const vectors = await loadConcepts(join(path, CONCEPTS_FILE));
  return vectors.flatMap((vector) => {
    const found = examples[vector.name];
    return found ? [{ vector, ...testedExamples(found) }] : [];
  });
}

/** The examples on which a concept is tested: those that were held out, or all of them. */
function testedExamples({
  positives,
  negatives,
  heldOut,
  groups,
  source,
  make,
}: Examples): Omit<ReportConcept, 'vector'> {
  const isHeldOut = heldOut.positives.length > 0 && heldOut.negatives.length > 0;
  return {
    source,
    make,
    isHeldOut,
    madeFrom: { positives: positives.length, negatives: negatives.length },
    ...(isHeldOut ? heldOut : { positives, negatives }),
    ...(isHeldOut && groups && { groups }),
  };
}

/** A vector from elsewhere has no examples, and cannot be tested. */
function hasExamples({ vector, positives, negatives }: ReportConcept, { run }: ReportContext): boolean {
  if (Math.min(positives.length, negatives.length) >= LEAST_EXAMPLES) return true;
  run.warn(
    `"${vector.name}" is left out: ${positives.length} inputs have it and ${negatives.length} lack it; at least ${LEAST_EXAMPLES} of each are needed.`,
  );
  return false;
}

/** The concepts whose smaller side has most examples, in their order. */
function mostExamples(
  concepts: readonly ReportConcept[],
  warn: (message: string) => void,
): readonly ReportConcept[] {
  if (concepts.length <= MOST_CONCEPTS) return concepts;
  const fewest = ({ positives, negatives }: ReportConcept) => Math.min(positives.length, negatives.length);
  const kept = new Set([...concepts].sort((a, b) => fewest(b) - fewest(a)).slice(0, MOST_CONCEPTS));
  warn(
    `there are ${concepts.length} concepts; the page explains the ${MOST_CONCEPTS} with most examples; name others with --name.`,
  );
  return concepts.filter((each) => kept.has(each));
}
