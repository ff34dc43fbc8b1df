import type { ConceptVector } from '@csm/core';
import { type Certificate, certify } from '@csm/evaluate';
import { valuesOf } from '../concepts/attribute-concepts.js';
import type { Examples, Sides } from '../concepts/examples-file.js';
import { testsRegions } from '../concepts/held-out-test.js';
import { makerOfExamples } from '../concepts/measured-concept.js';
import type { InputSet } from '../inputs/input-set.js';
import type { OpenedModel } from '../models/opened-model.js';
import type { CommandRun } from '../terminal/command-run.js';

/** A concept that is tested, and its maps. */
export interface TestedConcept {
  readonly concept: ConceptVector;
  /** How the vector was made, so that tests make it from other examples in the same way. */
  readonly make: Examples['make'];
  /** The examples that may be tested, and the groups of each. */
  readonly examples: Sides;
  readonly groups?: Sides | undefined;
  /** Those that are tested. */
  readonly tested: Sides;
  /** The inputs whose maps are tested. */
  readonly explained: readonly string[];
  readonly explainer: Parameters<typeof certify>[0]['explainer'];
}

/** Certifies one concept: reads its inputs, and finds their groups and their other labels. */
export async function testConcept(
  { model, inputs }: { readonly model: Pick<OpenedModel, 'encoder' | 'decoder'>; readonly inputs: InputSet },
  { concept, make, examples, groups, tested, explained, explainer }: TestedConcept,
  {
    permutations,
    batch,
    seed,
  }: {
    readonly permutations?: number | undefined;
    readonly batch?: number | undefined;
    readonly seed: number;
  },
  { signal, progress }: Pick<CommandRun, 'signal' | 'progress'>,
): Promise<Certificate> {
  const { encoder, decoder } = model;
  const labels = otherLabels(concept.name, tested, inputs);
  return certify(
    {
      ...{ encoder, concept, explainer, inputs: await inputs.read(explained) },
      positives: await inputs.read(tested.positives),
      negatives: await inputs.read(tested.negatives),
      ...(labels && { labels }),
      ...(groups && { groups: groupsOf(tested, examples, groups) }),
      ...(decoder && { decoder }),
    },
    {
      ...{ make: makerOfExamples(make, signal), regions: testsRegions(encoder.inputShape) },
      ...{ seed, permutations, batchSize: batch, signal },
      onProgress: progress(`Test ${concept.name}`),
    },
  );
}

/** The groups of the tested examples; an example without a group is one of its own. */
function groupsOf(tested: Sides, examples: Sides, groups: Sides): Sides {
  const groupOf = new Map([
    ...examples.positives.map((id, i) => [id, groups.positives[i] ?? id] as const),
    ...examples.negatives.map((id, i) => [id, groups.negatives[i] ?? id] as const),
  ]);
  const of = (ids: readonly string[]) => ids.map((id) => groupOf.get(id) ?? id);
  return { positives: of(tested.positives), negatives: of(tested.negatives) };
}

/** The binary labels of the examples, except the concept's own, of which all examples have a known value and both values occur. */
function otherLabels(name: string, { positives, negatives }: Sides, { attributes }: InputSet) {
  if (!attributes) return undefined;
  const rows = new Map(attributes.ids.map((id, row) => [id, row]));
  const labels = [...attributes.columns].flatMap(([label, column]) => {
    if (label === name || column.values.map(String).join() !== '0,1') return [];
    const values = valuesOf(column);
    const of = (ids: readonly string[]) => ids.map((id) => values[rows.get(id) ?? -1] ?? null);
    const sides = { positives: of(positives), negatives: of(negatives) };
    const all = [...sides.positives, ...sides.negatives];
    if (all.includes(null) || new Set(all).size < 2) return [];
    const isOne = (side: readonly (string | null)[]) => side.map((value) => value === '1');
    return [[label, { positives: isOne(sides.positives), negatives: isOne(sides.negatives) }] as const];
  });
  return labels.length > 0 ? Object.fromEntries(labels) : undefined;
}
