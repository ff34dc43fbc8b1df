import { join } from 'node:path';
import type { Explainer } from '@csm/core';
import { type Certificate, certificateToJson, certify } from '@csm/evaluate';
import { testsRegions } from '../concepts/held-out-test.js';
import { makerOfExamples } from '../concepts/measured-concept.js';
import { figureOf } from '../results/certificate-figure.js';
import type { ReportConcept } from './report-concept.js';
import type { ReportContext } from './report-context.js';
import type { ShownInputs } from './shown-inputs.js';

/** A certificate as it is written to the folder: without large arrays. */
export type WrittenCertificate = Omit<Certificate, 'inputs' | 'maps' | 'evidence'>;

export interface ConceptCertificate {
  readonly certificate: WrittenCertificate;
  /** The figure of the certificate. */
  readonly figure: string;
}

/** Certifies a concept and its maps, or reads the certificate from the folder. */
export async function conceptCertificate(
  context: ReportContext,
  concept: ReportConcept,
  shown: ShownInputs,
  explainer: Explainer,
): Promise<ConceptCertificate> {
  const { model, inputs, folder, run, seed } = context;
  const name = join('certificates', folder.inFileName(concept.vector.name));
  let made: Certificate | undefined;
  const certified = async () => {
    made ??= await certify(
      {
        encoder: model.encoder,
        concept: concept.vector,
        positives: await inputs.read(shown.tested.positives),
        negatives: await inputs.read(shown.tested.negatives),
        ...groupsOf(concept, shown),
        ...(labelsOf(context, concept, shown) ?? {}),
        inputs: await inputs.read(shown.explained),
        explainer,
        ...(model.decoder && { decoder: model.decoder }),
      },
      {
        seed,
        regions: testsRegions(model.encoder.inputShape),
        make: makerOfExamples(concept.make, run.signal),
        signal: run.signal,
        onProgress: run.progress(`Test ${concept.vector.name}`),
      },
    );
    return made;
  };
  const figure = await folder.text(
    `${name}.svg`,
    `the certificate of ${concept.vector.name}, drawn`,
    async () => figureOf(await certified(), inputs, model),
  );
  const json = await folder.text(
    `${name}.json`,
    `the certificate of ${concept.vector.name}: verdict, reasons and all measurements`,
    async () => certificateToJson(await certified()),
  );
  return { certificate: JSON.parse(json), figure };
}

/** The groups of the tested examples. */
function groupsOf({ positives, negatives, groups }: ReportConcept, { tested }: ShownInputs) {
  if (!groups) return undefined;
  const groupOf = new Map([
    ...positives.map((id, i) => [id, groups.positives[i] ?? id] as const),
    ...negatives.map((id, i) => [id, groups.negatives[i] ?? id] as const),
  ]);
  const of = (ids: readonly string[]) => ids.map((id) => groupOf.get(id) ?? id);
  return { groups: { positives: of(tested.positives), negatives: of(tested.negatives) } };
}

/** The other binary attributes of the examples, with which the concept may be entangled. */
function labelsOf({ inputs }: ReportContext, concept: ReportConcept, { tested }: ShownInputs) {
  const table = inputs.attributes;
  if (!table) return undefined;
  const rowOf = new Map(table.ids.map((id, row) => [id, row]));
  const labels = [...table.columns].flatMap(([name, { values, codes }]) => {
    if (name === concept.vector.name || values.length !== 2 || values[0] !== 0) return [];
    const codeOf = (id: string) => codes[rowOf.get(id) ?? -1] ?? -1;
    const all = [...tested.positives, ...tested.negatives].map(codeOf);
    // An attribute that is unknown for an example, or the same for all, cannot be tested.
    if (all.includes(-1) || new Set(all).size < 2) return [];
    const has = (ids: readonly string[]) => ids.map((id) => codeOf(id) === 1);
    return [[name, { positives: has(tested.positives), negatives: has(tested.negatives) }] as const];
  });
  return labels.length > 0 ? { labels: Object.fromEntries(labels) } : undefined;
}
