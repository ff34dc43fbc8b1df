import { usageError } from '../../terminal/usage-error.js';

/** A concept of `--protein`: its name, and its definition as `proteinGroups` takes it. */
export interface ProteinRule {
  readonly name: string;
  readonly definition: string;
}

/**
 * Reads `--protein`: `CD14`, `CD14>=512`, `CD3 high and CD8a low`, `CD3 and not CD19`; a name may come first, as in
 * `T cell: CD3 and not CD19`.
 * @throws a usage error for anything else.
 */
export function proteinRule(text: string): ProteinRule {
  const at = text.indexOf(':');
  const name = (at < 0 ? text : text.slice(0, at)).trim();
  if (name === '') throw wrong(text);
  const parts = text
    .slice(at + 1)
    .split(/\s+and\s+/i)
    .map((part) => condition(part.trim(), text));
  return { name, definition: parts.join(' and ') };
}

function condition(part: string, text: string): string {
  const found = /^(?:(not)\s+)?([^\s<>=]+)(?:\s+(high|low)|\s*(>=|<)\s*(\d+(?:\.\d+)?))?$/i.exec(part);
  if (!found) throw wrong(text);
  const [, not, protein = '', level, comparison, number] = found;
  const isHigh = comparison === undefined ? level?.toLowerCase() !== 'low' : comparison === '>=';
  const has = not === undefined ? isHigh : !isHigh;
  return number === undefined
    ? `${protein} ${has ? 'high' : 'low'}`
    : `${protein} ${has ? '>=' : '<'} ${number}`;
}

const wrong = (text: string) =>
  usageError(
    `--protein must be proteins with "and" between them, such as "CD14", "CD14>=512" or "CD4 T cell: CD3 and CD4 and not CD8a"; got "${text}".`,
  );
