import { validNames } from '@csm/base';
import type { SpotColumn, Spots } from '@csm/datasets';
import { usageError } from '../../terminal/usage-error.js';

/** A column of `obs` that an option names. @throws if the data have no such column. */
export function columnNamed(
  path: string,
  { columns = {} }: Pick<Spots, 'columns'>,
  flag: string,
  name: string,
): SpotColumn {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (column !== undefined) return column;
  const names = Object.keys(columns);
  const hint = names.length === 0 ? 'it has no columns' : validNames('columns', name, names);
  throw usageError(`${flag}: ${path} has no column "${name}"; ${hint}.`);
}
