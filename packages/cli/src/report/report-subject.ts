import { validNames } from '@csm/base';
import type { InputSet } from '../inputs/input-set.js';
import { usageError } from '../terminal/usage-error.js';
import { binaryAttributes, conceptOfIds, LEAST_EXAMPLES } from './attribute-concepts.js';
import { varyingCoordinates } from './coordinates.js';
import type { ReportSubject } from './report-concept.js';
import type { ReportContext } from './report-context.js';
import type { ReportOptions } from './report-options.js';

/** The most concepts of a table of attributes that are explained if none is named: those with most examples. */
const MOST_CONCEPTS = 8;

/** The latent coordinates that are explained if there are no concepts. */
const COORDINATES = 4;

/** The names of inputs with and without a concept. */
export interface ConceptSides {
  readonly name: string;
  readonly positives: readonly string[];
  readonly negatives: readonly string[];
}

/**
 * The concepts of the page, before their vectors are made; none if the inputs have no labels.
 * @throws if a named attribute is unknown.
 */
export function conceptSides(
  { attributes }: Pick<InputSet, 'attributes'>,
  { name: names }: Pick<ReportOptions, 'name'>,
  warn: (message: string) => void,
): readonly ConceptSides[] {
  const all = attributes ? binaryAttributes(attributes) : [];
  for (const name of names ?? []) {
    if (all.some((attribute) => attribute.name === name)) continue;
    const known = all.map((each) => each.name);
    const hint =
      known.length === 0
        ? 'the inputs have no table of attributes; pass --attributes TABLE'
        : validNames('attributes', name, known);
    throw usageError(`--name: unknown attribute "${name}"; ${hint}.`);
  }
  const wanted = names ? all.filter(({ name }) => names.includes(name)) : all;
  const usable = wanted.filter(({ name, positives, negatives }) => {
    if (Math.min(positives.length, negatives.length) >= LEAST_EXAMPLES) return true;
    warn(
      `"${name}" is left out: ${positives.length} inputs have it and ${negatives.length} lack it; at least ${LEAST_EXAMPLES} of each are needed.`,
    );
    return false;
  });
  if (names && usable.length === 0) {
    throw usageError(
      `--name: no attribute has ${LEAST_EXAMPLES} inputs with it and ${LEAST_EXAMPLES} without it.`,
    );
  }
  return names ? usable : mostExamples(usable, warn);
}

/** What the page explains: the concepts, or without any the coordinates of the latent that vary most. */
export function reportSubject(context: ReportContext, sides: readonly ConceptSides[]): ReportSubject {
  if (sides.length === 0)
    return { kind: 'coordinates', coordinates: varyingCoordinates(context.latents, COORDINATES) };
  const concepts = sides.map(({ name, positives, negatives }) =>
    conceptOfIds(context, name, positives, negatives),
  );
  return { kind: 'concepts', source: 'the table of attributes', concepts };
}

/** The concepts whose smaller side has most examples, in the order of the table. */
function mostExamples(
  usable: readonly ConceptSides[],
  warn: (message: string) => void,
): readonly ConceptSides[] {
  if (usable.length <= MOST_CONCEPTS) return usable;
  const fewest = ({ positives, negatives }: ConceptSides) => Math.min(positives.length, negatives.length);
  const kept = new Set([...usable].sort((a, b) => fewest(b) - fewest(a)).slice(0, MOST_CONCEPTS));
  warn(
    `the table has ${usable.length} binary attributes; the page explains the ${MOST_CONCEPTS} with most examples; name others with --name.`,
  );
  return usable.filter((each) => kept.has(each));
}
