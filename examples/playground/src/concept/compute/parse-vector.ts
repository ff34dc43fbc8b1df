import { conceptsFromJson } from '@csm/core';

/** The numbers of a pasted concept vector, and its name if the text has one. */
export interface PastedVector {
  readonly name?: string;
  readonly vector: readonly number[];
}

/**
 * Reads a concept vector from JSON (a list of numbers, a concept, or the text of `conceptsToJson`), or from numbers between commas,
 * semicolons or white space.
 * @throws a sentence for the user.
 */
export function parseVector(text: string, latentSize: number): PastedVector {
  const trimmed = text.trim();
  if (trimmed === '') throw new Error(`Paste a vector first: ${latentSize} numbers.`);
  const pasted = /^[[{]/.test(trimmed) ? fromJson(trimmed) : { vector: fromNumbers(trimmed) };
  const { vector } = pasted;
  if (vector.length !== latentSize) {
    throw new Error(
      `The vector must have ${latentSize} numbers, one per latent dimension; the text has ${vector.length}.`,
    );
  }
  if (vector.every((value) => value === 0)) {
    throw new Error('All numbers are zero, so the vector has no direction: paste another one.');
  }
  return pasted;
}

function fromNumbers(text: string): number[] {
  return text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((word) => {
      const value = Number(word);
      if (!Number.isFinite(value)) {
        throw new Error(
          `The vector must consist of finite numbers; "${word.slice(0, 40)}" is not one. Use a point for decimals.`,
        );
      }
      return value;
    });
}

function fromJson(text: string): PastedVector {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Numbers in brackets, as NumPy prints them.
    if (text.startsWith('[') && !text.includes('{'))
      return { vector: fromNumbers(text.replace(/[[\]]/g, ' ')) };
    throw new Error('The text begins like JSON but is not JSON: copy all of it.');
  }
  if (Array.isArray(value)) return { vector: numbersOf(value) };
  const { concepts, vector, name } = value as { concepts?: unknown; vector?: unknown; name?: unknown };
  if (concepts !== undefined) {
    const [first, ...others] = conceptsFromJson(text);
    if (first === undefined || others.length > 0) {
      throw new Error(
        `The text must have one concept; it has ${first ? others.length + 1 : 'none'}: paste the one you want.`,
      );
    }
    return { name: first.name, vector: [...first.vector] };
  }
  if (!Array.isArray(vector)) {
    throw new Error('The JSON must be a list of numbers, or an object with "vector": a list of numbers.');
  }
  return { vector: numbersOf(vector), ...(typeof name === 'string' && { name }) };
}

function numbersOf(list: readonly unknown[]): number[] {
  // A row or a column of a matrix is a vector too.
  return list.flat().map((value, i) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      const got = typeof value === 'number' ? 'too large' : JSON.stringify(value);
      throw new Error(`The vector must consist of finite numbers; entry ${i} is ${got}.`);
    }
    return value;
  });
}
