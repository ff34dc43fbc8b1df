import type { AttributeValue, ImageDataset } from '@csm/datasets';
import type { NdArray } from 'ndarray';

/** Faces with attributes, their split, and the concepts: everything that the experiment needs to know about a data set. */
export interface Faces {
  /** The name of the faces in figures, with the split unless it is the usual one. */
  readonly title: string;
  /** The name of the data set, if `title` says more. */
  readonly name?: string | undefined;
  readonly dataset: ImageDataset;
  /** Ids from which the model and the concept vectors are learnt. */
  readonly train: readonly string[];
  /** Ids that decide when training stops. */
  readonly validation: readonly string[];
  /** Ids that neither the model nor the concept vectors have seen. */
  readonly test: readonly string[];
  /** A description of the split, for the report. */
  readonly split: string;
  /** What `test` is, for headings: `held-out pictures`. */
  readonly scored: string;
  readonly concepts: readonly ConceptDefinition[];
  /** The attribute that says which person is in a picture, if people are known. Pictures of one person are not independent. */
  readonly identity?: string | undefined;
  /** Names of the concepts that get maps and traversals. */
  readonly shown: readonly string[];
  /**
   * The regions where concepts are visible, by name. The location of maps is not measured for concepts without a
   * region.
   */
  readonly regions: ReadonlyMap<string, Region>;
}

/** A concept as a contrast between values of one attribute. */
export interface ConceptDefinition {
  readonly name: string;
  readonly attribute: string;
  readonly positive: readonly AttributeValue[];
  readonly negative: readonly AttributeValue[];
}

/** The region where a concept is visible in a picture. */
export interface Region {
  /** How the region was found. */
  readonly description: string;
  /** The given ids for which the region is known. */
  among(ids: readonly string[]): readonly string[];
  /** `[height, width]`, 1 where the concept is visible. */
  mask(id: string): NdArray<Uint8Array>;
}

/** The same faces without a split: the model learns from all of them, and all are scored, as in the paper. */
export function withoutSplit(faces: Faces): Faces {
  const used = new Set([...faces.train, ...faces.validation, ...faces.test]);
  const all = faces.dataset.ids.filter((id) => used.has(id));
  return {
    ...faces,
    title: faces.name ?? faces.title,
    train: all,
    validation: [],
    test: all,
    split: 'no split: the model, the concepts and the scores use all pictures, as published',
    scored: 'all pictures',
  };
}

/** The given ids on one side of a concept. */
export function idsOf(
  { dataset }: Pick<Faces, 'dataset'>,
  { attribute, ...concept }: ConceptDefinition,
  side: 'positive' | 'negative',
  among: readonly string[],
): string[] {
  const values = dataset.labels(attribute, among);
  return among.filter((_, i) => concept[side].includes(values[i]!));
}

/** One concept per binary attribute: examples with it against examples without it. */
export function binaryConcepts(dataset: ImageDataset): ConceptDefinition[] {
  const binary = [...dataset.attributes.columns].filter(([, { values }]) => values[0] === 0);
  return binary.map(([name]) => ({ name, attribute: name, positive: [1], negative: [0] }));
}
