import type { BackwardRules, Graph } from '@csm/core/extend';

/** The name of the first rule that cannot be recorded, because it has no `emit`. */
export function unrecordable(rules: BackwardRules, graph: Graph): string | undefined {
  for (const node of graph.nodes) {
    const rule = rules(node, graph);
    if (rule !== undefined && rule.emit === undefined) return rule.name;
  }
  return undefined;
}
