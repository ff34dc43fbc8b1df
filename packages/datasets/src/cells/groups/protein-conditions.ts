import { invalidArgument, shown, validNames } from '@csm/base';

/** One part of the definition of a cell type: a protein that is high or low, or a comparison with a count. */
export interface ProteinCondition {
  /** The column of the protein. */
  readonly column: number;
  readonly protein: string;
  readonly isHigh: boolean;
  /** Whether a value that equals the threshold fulfils the condition. */
  readonly orEqual: boolean;
  /** The threshold in counts. Undefined: from the values, by Otsu's method. */
  readonly threshold?: number | undefined;
}

const COMPARISON = /^(.+?)\s*(>=|<=|≥|≤|>|<)\s*(\S+)$/;
const LEVEL = /^(.+?)\s+(high|low)$/i;

/** Parses `'CD3 high and CD4 high and CD8a low'` or `'CD14 >= 512'`. @throws if a part is neither, or a protein is unknown. */
export function proteinConditions(
  caller: string,
  definition: string,
  names: readonly string[],
): ProteinCondition[] {
  if (typeof definition !== 'string') {
    throw invalidArgument(
      `${caller}: a definition must be text, such as "CD3 high and CD8a low"; got ${shown(definition)}.`,
    );
  }
  return definition.split(/\s+and\s+/i).map((part) => {
    const text = part.trim();
    const [, name, sign, number] = COMPARISON.exec(text) ?? [];
    if (name !== undefined && sign !== undefined && number?.trim() && Number.isFinite(Number(number))) {
      const isHigh = sign === '>' || sign === '>=' || sign === '≥';
      const orEqual = sign !== '>' && sign !== '<';
      return { ...proteinNamed(caller, name, names), isHigh, orEqual, threshold: Number(number) };
    }
    const [, protein, level] = LEVEL.exec(text) ?? [];
    if (protein === undefined || level === undefined) {
      throw invalidArgument(
        `${caller}: each part of a definition must be "CD3 high", "CD3 low" or "CD3 >= 100", joined by "and"; got ${shown(text)}.`,
      );
    }
    const isHigh = level.toLowerCase() === 'high';
    return { ...proteinNamed(caller, protein, names), isHigh, orEqual: isHigh };
  });
}

/** The column of a protein: by its name, or by its name without the suffix of the antibody kit, such as `CD3_TotalSeqB`. */
function proteinNamed(
  caller: string,
  name: string,
  names: readonly string[],
): Pick<ProteinCondition, 'column' | 'protein'> {
  const exact = names.indexOf(name);
  if (exact !== -1) return { column: exact, protein: name };
  const short = names.map((each) => each.replace(/_TotalSeq\w*$/i, ''));
  const column = short.indexOf(name);
  if (column !== -1 && short.lastIndexOf(name) === column) return { column, protein: name };
  const known = short.filter((each) => each === name).length > 1 ? names : short;
  throw invalidArgument(`${caller}: unknown protein ${shown(name)}; ${validNames('proteins', name, known)}.`);
}
