import { invalidArgument, shown, typeName } from '@csm/base';
import type { TextTokenizer } from './text-tokenizer.js';

/**
 * The token ids of texts.
 * @throws if a text is empty or has too many tokens: a text that is cut off would be another concept.
 */
export function tokenRows(
  caller: string,
  texts: readonly string[],
  tokenizer: TextTokenizer,
  contextLength: number,
): number[][] {
  if (!Array.isArray(texts) || texts.length === 0) {
    throw invalidArgument(`${caller}: expected a list of at least one text; got ${typeName(texts)}.`);
  }
  return texts.map((text: unknown) => {
    if (typeof text !== 'string' || text.trim() === '') {
      throw invalidArgument(`${caller}: each text must have at least one word; got ${shown(text)}.`);
    }
    const found: unknown = tokenizer.encode(text);
    if (!Array.isArray(found) && !ArrayBuffer.isView(found)) {
      throw invalidArgument(
        `${caller}: the tokenizer's encode must return the token ids as an array; got ${typeName(found)}.`,
      );
    }
    const ids = [...(found as readonly number[])];
    const bad = ids.find((id) => !Number.isInteger(id) || id < 0);
    if (bad !== undefined || ids.length === 0) {
      throw invalidArgument(
        `${caller}: the tokenizer's encode must return whole numbers from 0; got ${shown(bad ?? ids)} for ${shown(text)}.`,
      );
    }
    if (ids.length <= contextLength) return ids;
    throw invalidArgument(
      `${caller}: a text may have at most ${contextLength} tokens; ${shown(text)} has ${ids.length}; shorten it.`,
    );
  });
}
