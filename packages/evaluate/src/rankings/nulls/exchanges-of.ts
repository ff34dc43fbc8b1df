import type { ConceptExamples } from '../../concepts/concept-examples.js';
import type { ValueExamples } from '../../concepts/value-examples.js';
import type { Exchanges } from './exchanges.js';
import { labelExchanges } from './label-exchanges.js';
import { labelledLatents } from './labelled-latents.js';
import { type ExchangeDesign, valueExchanges } from './value-exchanges.js';

/** The exchanges of a concept's examples: of their labels, or of their numbers. @throws if the examples do not fit. */
export async function exchangesOf(
  caller: string,
  examples: ConceptExamples | ValueExamples,
  latentSize: number,
  design: ExchangeDesign,
): Promise<Exchanges> {
  if (typeof examples === 'object' && 'values' in examples)
    return valueExchanges(caller, examples, latentSize, design);
  const labelled = labelledLatents(caller, examples, latentSize, design.unit);
  return labelExchanges(labelled, design.permutations, design.seed);
}
