import { invalidArgument } from '@csm/base';

/** One value per spot or gene: numbers (NaN or null if missing), strings or booleans. */
export type ResultColumn = ArrayLike<number> | readonly (string | number | boolean | null)[];

/** Results by name, in the order of their columns. */
export type ResultColumns = Readonly<Record<string, ResultColumn>>;

/** @throws unless a column has a value for every row. */
export function checkLength(where: string, name: string, column: ResultColumn, rows: number): void {
  if (column?.length === rows) return;
  throw invalidArgument(
    `${where}: column "${name}" must have ${rows} values, one per row; got ${column?.length ?? 'none'}.`,
  );
}

/** @throws if one of the columns has the name of an existing column of the table. */
export function checkNewColumns(where: string, columns: object, existing: object): void {
  const taken = Object.keys(columns).find((name) => Object.hasOwn(existing, name));
  if (taken === undefined) return;
  throw invalidArgument(`${where}: the name "${taken}" is taken; choose another name.`);
}
