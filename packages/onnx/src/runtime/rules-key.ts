import type { BackwardRule, BackwardRules, Graph } from '@csm/core/extend';

/** Numbers that identify objects and the source text of functions in keys. */
const identities = new WeakMap<object, number>();
const sources = new Map<string, number>();
let count = 0;

/**
 * A string that is equal for rules with the same backward pass: the name and fields of each node's rule. Functions are compared by their
 * source text, because a factory makes a new function for each rule; other fields that are not plain data, by identity.
 */
export function rulesKey(rules: BackwardRules, graph: Graph): string {
  const keys = new Map<BackwardRule, string>();
  return graph.nodes
    .flatMap((node) => {
      const rule = rules(node, graph);
      if (rule === undefined) return [];
      const known = keys.get(rule) ?? keyOf(rule, new Set());
      keys.set(rule, known);
      return `${node.id}${known}`;
    })
    .join(';');
}

function keyOf(value: unknown, within: Set<unknown>): string {
  if (typeof value === 'function') return `f${numbered(sources, value.toString())}`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value !== 'object' || value === null) return `${typeof value}:${JSON.stringify(value) ?? ''}`;
  const prototype = Object.getPrototypeOf(value);
  const isPlain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  if (!isPlain || within.has(value)) return `o${identity(value)}`;
  const inner = new Set([...within, value]);
  const fields = Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}:${keyOf(each, inner)}`);
  return `{${fields.sort().join(',')}}`;
}

function numbered(known: Map<string, number>, text: string): number {
  const number = known.get(text) ?? known.size;
  known.set(text, number);
  return number;
}

function identity(object: object): number {
  const known = identities.get(object);
  if (known !== undefined) return known;
  count += 1;
  identities.set(object, count);
  return count;
}
