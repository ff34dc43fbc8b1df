import { checkList, invalidArgument, invalidFile, shown, typeName } from '@csm/base';
import { type ConceptVector, checkConcept } from './concept-vector.js';

const FORMAT = 'csm-concepts/1';

/**
 * Writes concept vectors as JSON text; the numbers read back to the same float32.
 *
 * @category Save and load
 */
export function conceptsToJson(concepts: readonly ConceptVector[]): string {
  checkList('conceptsToJson', 'concepts', concepts);
  const body = concepts.map((concept) => {
    const { name, vector } = checkConcept('conceptsToJson', concept);
    return { name, vector: [...vector] };
  });
  return `${JSON.stringify({ format: FORMAT, concepts: body }, null, 1)}\n`;
}

/**
 * Reads concept vectors that {@link conceptsToJson} wrote.
 * @throws if the argument is not text; with code `ERR_INVALID_FILE` if the text is not JSON or of another format, or if a vector is empty, zero or not
 * finite.
 * @category Save and load
 */
export function conceptsFromJson(text: string): ConceptVector[] {
  return parseConcepts('conceptsFromJson', text);
}

/** @param source begins each error: the function and, if it reads a file, the path. */
export function parseConcepts(source: string, text: string): ConceptVector[] {
  const { format, concepts } = parsed(source, text);
  if (format !== FORMAT || !Array.isArray(concepts)) {
    throw invalidFile(
      `${source}: expected { "format": "${FORMAT}", "concepts": […] }; got format ${shown(format)}.`,
    );
  }
  return concepts.map((entry: unknown, i) => {
    const { name, vector } = (entry ?? {}) as { name?: unknown; vector?: unknown };
    if (typeof name !== 'string' || !Array.isArray(vector) || !vector.every(isNumber)) {
      throw invalidFile(`${source}: concept ${i} must be { "name": string, "vector": number[] }.`);
    }
    try {
      return checkConcept(source, { name, vector: Float32Array.from(vector) });
    } catch (cause) {
      throw invalidFile((cause as Error).message, { cause });
    }
  });
}

function parsed(source: string, text: string): { format?: unknown; concepts?: unknown } {
  if (typeof text !== 'string') {
    throw invalidArgument(`${source}: expected JSON text; got ${typeName(text)}.`);
  }
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch (cause) {
    const start = JSON.stringify(text.slice(0, 40));
    throw invalidFile(`${source}: expected JSON; the text begins with ${start}; save the concepts again.`, {
      cause,
    });
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
