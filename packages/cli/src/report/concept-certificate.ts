import { join } from 'node:path';
import type { Explainer } from '@csm/core';
import { type Certificate, certificateToJson } from '@csm/evaluate';
import { figureOf } from '../results/certificate-figure.js';
import { testConcept } from '../results/test-concept.js';
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
    made ??= await testConcept(
      context,
      { ...concept, concept: concept.vector, examples: concept, ...shown, explainer },
      { seed },
      run,
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
