import { topBottomGroup } from '@csm/datasets';
import type { Attribute, Session } from '../../session/session.js';
import type { ConceptSettings } from '../../session/settings.js';

/** The rows of the inputs with a concept and without it. */
export interface Examples {
  readonly name: string;
  readonly with: readonly number[];
  readonly without: readonly number[];
  /** Doubts, one sentence each. */
  readonly notes: readonly string[];
}

/** @throws a sentence for the user if the data lack what the settings name. */
export function examplesOf(
  wanted: Exclude<ConceptSettings, { kind: 'vector' }>,
  session: Pick<Session, 'ids' | 'attributes'>,
): Examples {
  return wanted.kind === 'examples'
    ? chosenExamples(wanted, session.ids)
    : attributeExamples(wanted, session.attributes);
}

type AttributeSettings = Extract<ConceptSettings, { kind: 'attribute' }>;

function attributeExamples(wanted: AttributeSettings, attributes: readonly Attribute[]): Examples {
  const attribute = attributes.find(({ name }) => name === wanted.attribute);
  if (attribute === undefined) throw new Error(`The data have no attribute "${wanted.attribute}".`);
  const missing = attribute.values.filter(
    (value) => value === undefined || (typeof value === 'number' && Number.isNaN(value)),
  ).length;
  const notes =
    missing > 0 ? [`${missing} of ${attribute.values.length} inputs have no value and are left out.`] : [];
  if (attribute.kind === 'number') {
    const values = Float64Array.from(attribute.values, (value) => value ?? Number.NaN);
    const group = topBottomGroup(attribute.name, values, { share: wanted.share ?? 0.25, minimum: 1 });
    const name = wanted.name ?? `high ${attribute.name}`;
    return { name, with: [...group.positives], without: [...group.negatives], notes };
  }
  const value = wanted.value ?? (attribute.kind === 'boolean' ? 'true' : undefined);
  if (value === undefined) throw new Error(`Choose a value of "${attribute.name}".`);
  const rowsWhere = (fits: (value: string) => boolean) =>
    attribute.values.flatMap((each, row) => (each !== undefined && fits(String(each)) ? [row] : []));
  const [positives, negatives] = [rowsWhere((each) => each === value), rowsWhere((each) => each !== value)];
  if (positives.length === 0) throw new Error(`No input has the value "${value}" of "${attribute.name}".`);
  if (negatives.length === 0) {
    throw new Error(
      `All inputs have the value "${value}" of "${attribute.name}": a concept needs inputs without it.`,
    );
  }
  return { name: wanted.name ?? nameOf(attribute, value), with: positives, without: negatives, notes };
}

function nameOf({ name, kind }: Attribute, value: string): string {
  if (kind !== 'boolean') return `${name}: ${value}`;
  return value === 'true' ? name : `no ${name}`;
}

type ExampleSettings = Extract<ConceptSettings, { kind: 'examples' }>;

function chosenExamples(wanted: ExampleSettings, ids: readonly string[]): Examples {
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const rowsOf = (chosen: readonly string[]) =>
    [...new Set(chosen)].map((id) => {
      const row = rowOf.get(id);
      if (row === undefined) throw new Error(`The data have no input "${id}", which the concept names.`);
      return row;
    });
  const positives = rowsOf(wanted.with);
  if (positives.length === 0) throw new Error('Mark at least one input with the concept.');
  const inside = new Set(positives);
  const marked = rowsOf(wanted.without);
  if (marked.some((row) => inside.has(row))) {
    throw new Error('An input is marked with and without the concept: choose one of the two.');
  }
  const negatives = marked.length > 0 ? marked : [...ids.keys()].filter((row) => !inside.has(row));
  if (negatives.length === 0) {
    throw new Error('All inputs are marked with the concept: leave some out, or mark them without it.');
  }
  const notes = wanted.fromScatter
    ? [
        'Some examples were chosen by their latents, in the scatter: a high AUC is then expected and is no evidence. To test the concept, choose examples by what they show.',
      ]
    : [];
  return { name: wanted.name ?? 'My concept', with: positives, without: negatives, notes };
}
