import { type ConceptVector, checkConcept } from './concept-vector.js';

const FORMAT = 'csm-concepts/1';

/** Concept vectors as JSON text; numbers are written so that they read back to the same float32. */
export function conceptsToJson(concepts: readonly ConceptVector[]): string {
  const body = concepts.map(({ name, vector }) => ({ name, vector: [...vector] }));
  return `${JSON.stringify({ format: FORMAT, concepts: body }, null, 1)}\n`;
}

/**
 * Reads what {@link conceptsToJson} wrote.
 * @throws if the text is not JSON, of another format, or a vector is empty, zero or not finite.
 */
export function conceptsFromJson(text: string): ConceptVector[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new Error(
      `conceptsFromJson: not JSON; the text begins with ${JSON.stringify(text.slice(0, 40))}.`,
      { cause },
    );
  }
  const { format, concepts } = (parsed ?? {}) as { format?: unknown; concepts?: unknown };
  if (format !== FORMAT || !Array.isArray(concepts)) {
    throw new Error(
      `conceptsFromJson: expected { "format": "${FORMAT}", "concepts": […] }; got format ${JSON.stringify(format)}.`,
    );
  }
  return concepts.map((entry: unknown, i) => {
    const { name, vector } = (entry ?? {}) as { name?: unknown; vector?: unknown };
    if (
      typeof name !== 'string' ||
      !Array.isArray(vector) ||
      vector.some((value) => typeof value !== 'number')
    ) {
      throw new Error(`conceptsFromJson: concept ${i} must be { "name": string, "vector": number[] }.`);
    }
    return checkConcept('conceptsFromJson', { name, vector: Float32Array.from(vector as number[]) });
  });
}
