import {
  checkFunction,
  checkList,
  checkNdarray,
  checkOptions,
  checkSignal,
  invalidArgument,
  norm,
  notFinite,
  shown,
  typeName,
} from '@csm/base';
import { type ConceptVector, conceptVector } from '@csm/core';
import type { NdArray } from 'ndarray';
import type { TextConceptOptions } from './text-concept-options.js';
import type { TextEmbedder } from './text-encoder.js';

const OPTIONS = { name: true, templates: true, without: true, signal: true } as const;

/** Two embeddings of unit length that are closer than this differ by rounding only. */
const ROUNDING = 1e-5;

/**
 * Makes a concept vector of words, with the text encoder of a pair such as CLIP's: v = u(texts), or v = u(texts) − u(without). u is the mean
 * of the embeddings of all texts in all templates, each divided by its length, divided by its own length (a prompt ensemble).
 *
 * Use it with the image encoder of the same pair, and with the score `cosine`, by which such pairs are trained: then s(x) is
 * the similarity of image and text. With `without`, s(x) is, except for a positive factor, the log-odds of the two in zero-shot
 * classification. Without it, v also contains what all texts have in common, so a map also shows what any text would; prefer a contrast.
 *
 * A text is an assumption about what the encoder reads: certify the concept with examples before its maps are shown.
 *
 * Source: Radford et al. 2021 (arXiv 2103.00020), CLIP and its prompt ensembles.
 *
 * @param encoder a text encoder, such as `await openTextEncoder(…)`.
 * @param texts one text, or several that mean the same.
 * @returns the concept vector, of length 1 if there is no `without`.
 * @throws before any work, if a text is empty or a template has no `{}`; if both sides have the same embedding; as `embed`.
 *
 * @example
 * const hat = await textConcept(encoder, ['a hat', 'a cap'], { templates: ['a photo of a face with {}'], without: 'no hat' });
 * const { maps } = await explain(imageEncoder, cosine(hat), images, gradient());
 * @category Concepts
 */
export async function textConcept(
  encoder: TextEmbedder,
  texts: string | readonly string[],
  options: TextConceptOptions = {},
): Promise<ConceptVector> {
  const caller = 'textConcept';
  checkOptions<TextConceptOptions>(caller, options, OPTIONS);
  if (typeof encoder !== 'object' || encoder === null) {
    throw invalidArgument(
      `${caller}: expected a text encoder, such as await openTextEncoder(model, { tokenizer }); got ${typeName(encoder)}.`,
    );
  }
  checkFunction(caller, 'encoder.embed', encoder.embed);
  const { templates = ['{}'], without = [], signal } = options;
  checkSignal(caller, signal);
  const withTexts = checkedTexts(caller, 'texts', texts);
  const withoutTexts = options.without === undefined ? [] : checkedTexts(caller, 'without', without);
  checkTemplates(caller, templates);
  const { name = withTexts[0] } = options;
  if (typeof name !== 'string') {
    throw invalidArgument(`${caller}: name must be a text; got ${typeName(name)}.`);
  }
  const inTemplates = (each: readonly string[]) =>
    each.flatMap((text) => templates.map((template) => template.replaceAll('{}', () => text)));
  const [positives, negatives] = [inTemplates(withTexts), inTemplates(withoutTexts)];
  const embeddings = await encoder.embed([...positives, ...negatives], { signal });
  checkEmbeddings(caller, embeddings, positives.length + negatives.length);
  const ensemble = (from: number, count: number) => unitMean(caller, embeddings, from, count);
  const vector = ensemble(0, positives.length);
  if (negatives.length === 0) return conceptVector(name, vector);
  const other = ensemble(positives.length, negatives.length);
  const difference = vector.map((value, i) => value - (other[i] ?? 0));
  if (norm(difference) > ROUNDING) return conceptVector(name, difference);
  throw invalidArgument(
    `${caller}: "texts" and "without" must have different embeddings; those of ${shown(withTexts[0])} and ${shown(withoutTexts[0])} are equal; ` +
      'use other words.',
  );
}

function checkedTexts(caller: string, what: string, texts: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(texts) ? texts : [texts];
  if (list.length === 0) throw invalidArgument(`${caller}: ${what} must have at least one text; got none.`);
  const bad = list.findIndex((text) => typeof text !== 'string' || text.trim() === '');
  if (bad === -1) return list as readonly string[];
  throw invalidArgument(`${caller}: ${what} must be texts with at least one word; got ${shown(list[bad])}.`);
}

function checkTemplates(caller: string, templates: readonly string[]): void {
  checkList(caller, 'templates', templates);
  if (templates.length === 0) {
    throw invalidArgument(
      `${caller}: templates must have at least one sentence; got none; leave the option out.`,
    );
  }
  const bad = templates.find((template) => typeof template !== 'string' || !template.includes('{}'));
  if (bad === undefined) return;
  throw invalidArgument(`${caller}: each template must have {} in the place of the text; got ${shown(bad)}.`);
}

function checkEmbeddings(caller: string, embeddings: NdArray, count: number): void {
  checkNdarray(`${caller}, embeddings`, embeddings);
  if (embeddings.shape.length === 2 && embeddings.shape[0] === count) return;
  throw invalidArgument(
    `${caller}: the text encoder must return embeddings [${count}, size] of ${count} texts; got shape [${embeddings.shape}].`,
  );
}

/** The mean of some rows of unit length, divided by its length. */
function unitMean(caller: string, embeddings: NdArray, from: number, count: number): Float64Array {
  const size = embeddings.shape[1] ?? 0;
  const sum = new Float64Array(size);
  for (let row = from; row < from + count; row++) {
    const own = Float64Array.from({ length: size }, (_, i) => embeddings.get(row, i));
    const length = checkedLength(caller, norm(own));
    for (let i = 0; i < size; i++) sum[i] = (sum[i] ?? 0) + (own[i] ?? 0) / length;
  }
  const length = checkedLength(caller, norm(sum));
  return sum.map((value) => value / length);
}

function checkedLength(caller: string, length: number): number {
  if (Number.isFinite(length) && length > 0) return length;
  throw notFinite(
    `${caller}: embeddings must be finite and not zero; got one of length ${length}; check the text encoder.`,
  );
}
