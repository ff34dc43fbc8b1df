import { invalidArgument, typeName } from '@csm/base';
import { shuffle } from 'simple-statistics';

/** The group of each example, such as its donor. Both are given, or neither. */
export interface ExampleGroups {
  readonly positiveGroups?: readonly (string | number)[] | undefined;
  readonly negativeGroups?: readonly (string | number)[] | undefined;
}

const OPTIONS = { positives: 'positiveGroups', negatives: 'negativeGroups' } as const;

/** The rows of one half. */
export interface Half {
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

interface Unit {
  readonly positives: number[];
  readonly negatives: number[];
}

/** Without groups, each example is a unit of its own. @throws unless both sides have at least two units. */
export function splitUnits(
  caller: string,
  counts: { readonly positives: number; readonly negatives: number },
  groups: ExampleGroups,
): Unit[] {
  const isGrouped = groups.positiveGroups !== undefined || groups.negativeGroups !== undefined;
  const units = new Map<string | number, Unit>();
  for (const side of ['positives', 'negatives'] as const) {
    const names = groups[OPTIONS[side]];
    if (isGrouped) checkGroups(caller, OPTIONS[side], names, counts[side]);
    for (let row = 0; row < counts[side]; row++) {
      const name = names?.[row] ?? `${side} ${row}`;
      const unit = units.get(name) ?? { positives: [], negatives: [] };
      unit[side].push(row);
      units.set(name, unit);
    }
    const found = [...units.values()].filter((unit) => unit[side].length > 0).length;
    if (found >= 2) continue;
    const what = isGrouped ? `groups with ${side}` : side;
    throw invalidArgument(
      `${caller}: two halves need at least 2 ${what}; got ${found}; pass more ${isGrouped ? 'groups' : 'examples'}.`,
    );
  }
  return [...units.values()];
}

/**
 * Splits the units at random. Both halves get positives and negatives, as equally as the sizes of the units allow: each unit
 * goes to the half that has the smaller share of what the unit has; units with both sides come first.
 */
export function balancedHalves(units: readonly Unit[], random: () => number): readonly [Half, Half] {
  const halves: readonly [Unit, Unit] = [
    { positives: [], negatives: [] },
    { positives: [], negatives: [] },
  ];
  const total = (side: keyof Unit) => units.reduce((sum, unit) => sum + unit[side].length, 0);
  const totals = { positives: total('positives'), negatives: total('negatives') };
  const share = (half: Unit, unit: Unit) =>
    (['positives', 'negatives'] as const).reduce(
      (sum, side) => sum + (unit[side].length > 0 ? half[side].length / totals[side] : 0),
      0,
    );
  const isMixed = ({ positives, negatives }: Unit) => positives.length > 0 && negatives.length > 0;
  const shuffled = shuffle([...units], random);
  for (const unit of [...shuffled.filter(isMixed), ...shuffled.filter((unit) => !isMixed(unit))]) {
    const difference = share(halves[0], unit) - share(halves[1], unit);
    const isFirst = difference === 0 ? random() < 0.5 : difference < 0;
    const half = halves[isFirst ? 0 : 1];
    for (const row of unit.positives) half.positives.push(row);
    for (const row of unit.negatives) half.negatives.push(row);
  }
  return halves;
}

function checkGroups(
  caller: string,
  option: string,
  names: readonly (string | number)[] | undefined,
  count: number,
): void {
  if (!Array.isArray(names)) {
    throw invalidArgument(`${caller}: ${option} must be an array; got ${typeName(names)}.`);
  }
  const bad = names.findIndex((name) => typeof name !== 'string' && typeof name !== 'number');
  if (bad >= 0) {
    throw invalidArgument(
      `${caller}: ${option} must hold strings or numbers; item ${bad} is ${typeName(names[bad])}.`,
    );
  }
  if (names.length === count) return;
  throw invalidArgument(
    `${caller}: ${option} must have one group per example, ${count}; got ${names.length}.`,
  );
}
