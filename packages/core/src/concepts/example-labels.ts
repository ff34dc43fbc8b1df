import { invalidArgument, shown, typeName, validNames } from '@csm/base';

/** Labels of examples: for each label, whether each example has it. `null`: unknown. */
export type ExampleLabels = Readonly<Record<string, readonly (boolean | null)[]>>;

/** @throws unless the value holds lists of labels for as many examples. */
export function checkLabels(caller: string, labels: ExampleLabels, count: number): void {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) {
    throw invalidArgument(
      `${caller}: labels must be an object with one list per label; got ${typeName(labels)}.`,
    );
  }
  for (const [name, values] of Object.entries(labels)) checkLabel(caller, name, values, count);
}

/** @returns the label of that name for each example. @throws if there is no label of that name. */
export function labelsNamed(
  caller: string,
  labels: ExampleLabels,
  name: string,
): readonly (boolean | null)[] {
  const values = Object.hasOwn(labels, name) ? labels[name] : undefined;
  if (values !== undefined) return values;
  throw invalidArgument(
    `${caller}: unknown label ${shown(name)}; ${validNames('labels', String(name), Object.keys(labels))}.`,
  );
}

function checkLabel(caller: string, name: string, values: readonly (boolean | null)[], count: number): void {
  if (!Array.isArray(values)) {
    throw invalidArgument(
      `${caller}: label "${name}" must be an array, one item per example; got ${typeName(values)}.`,
    );
  }
  if (values.length !== count) {
    throw invalidArgument(
      `${caller}: label "${name}" must have one item per latent, ${count}; got ${values.length}.`,
    );
  }
  const bad = values.findIndex((value) => typeof value !== 'boolean' && value !== null);
  if (bad === -1) return;
  throw invalidArgument(
    `${caller}: label "${name}" must hold true, false or null (unknown); item ${bad} is ${shown(values[bad])}.`,
  );
}
