import type { AttributeValue, ImageDataset } from '@csm/datasets';
import type { NdArray } from 'ndarray';

/** Faces with attributes, parted, and what is asked of them: all that the experiment needs to know of a data set. */
export interface Faces {
  /** What figures call them. */
  readonly title: string;
  readonly dataset: ImageDataset;
  /** Ids to learn from: the model and the concept vectors. */
  readonly train: readonly string[];
  /** Ids that say when to stop training. */
  readonly validation: readonly string[];
  /** Ids that neither has seen. */
  readonly test: readonly string[];
  /** How they were parted, for the report. */
  readonly parting: string;
  readonly concepts: readonly ConceptDefinition[];
  /** Names of the concepts that get maps and traversals. */
  readonly shown: readonly string[];
  /** Where concepts show, by name; those without are not measured for place. */
  readonly regions: ReadonlyMap<string, Region>;
}

/** A concept as a question about one attribute: these values against those. */
export interface ConceptDefinition {
  readonly name: string;
  readonly attribute: string;
  readonly positive: readonly AttributeValue[];
  readonly negative: readonly AttributeValue[];
}

/** Where a concept shows in a picture. */
export interface Region {
  /** How it was found. */
  readonly description: string;
  /** Ids, among some, for which it is known. */
  among(ids: readonly string[]): readonly string[];
  /** `[height, width]`, 1 where the concept shows. */
  mask(id: string): NdArray<Uint8Array>;
}

/** The ids on one side of a concept. */
export function idsOf(
  { dataset }: Pick<Faces, 'dataset'>,
  { attribute, ...concept }: ConceptDefinition,
  side: 'positive' | 'negative',
  among: readonly string[],
): string[] {
  const values = dataset.labels(attribute, among);
  return among.filter((_, i) => concept[side].includes(values[i]!));
}

/** One concept for each binary attribute: with against without. */
export function binaryConcepts(dataset: ImageDataset): ConceptDefinition[] {
  const binary = [...dataset.attributes.columns].filter(([, { values }]) => values[0] === 0);
  return binary.map(([name]) => ({ name, attribute: name, positive: [1], negative: [0] }));
}
