import type { ConceptVector, Explainer } from '@csm/core';
import { certificateToJson } from '@csm/evaluate';
import type { ExamplesFile } from '../../concepts/examples-file.js';
import type { InputSet } from '../../inputs/input-set.js';
import type { OpenedModel } from '../../models/opened-model.js';
import { certificateOf } from '../../results/certificate-of.js';
import { hasTest, untestable } from '../../results/testable-concepts.js';
import type { CommandRun } from '../../terminal/command-run.js';
import type { JobSettings } from './job-settings.js';

/**
 * The certificate of a concept as csm certify makes it.
 * @returns JSON: the certificate, or `{ concept, untested }` with the reason if the concept has too few held-out examples.
 */
export async function certificateOfJob(
  concept: ConceptVector,
  examples: ExamplesFile['concepts'],
  explainer: Explainer,
  source: { readonly model: Pick<OpenedModel, 'encoder' | 'decoder'>; readonly inputs: InputSet },
  { perSide, inputs, seed, batch }: NonNullable<JobSettings['certificates']> & { readonly batch: number },
  run: Pick<CommandRun, 'signal' | 'progress'>,
): Promise<string> {
  const { name } = concept;
  const of = examples[name];
  if (!of || !hasTest(name, examples)) {
    return `${JSON.stringify({ concept: name, untested: untestable(name, examples) })}\n`;
  }
  const options = { examples: perSide, inputs, seed, batch };
  const certificate = await certificateOf(concept, of, explainer, source, options, run);
  // The results of two workers are the same bytes, so how long it took is left out.
  const { seconds: _, ...content } = JSON.parse(certificateToJson(certificate));
  return `${JSON.stringify(content, null, 2)}\n`;
}
