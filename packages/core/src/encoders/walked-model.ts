import type { GraphNode } from '../graph/graph.js';

/** An output of a walked model's layer or operation, by the name that users know. */
export interface NamedOutput {
  readonly name: string;
  /** Id of the node that computes it. */
  readonly id: number;
}

/** A whole model as data, and the reasons why parts of it cannot be run. */
export interface WalkedModel {
  /** In topological order. */
  readonly nodes: readonly GraphNode[];
  /** The model's outputs in their order; inside a nested model, the layer that computes the output. */
  readonly outputs: readonly NamedOutput[];
  /** Everything that can be named as a latent: every call of every layer, nested ones too. */
  readonly named: readonly NamedOutput[];
  /** Why a node cannot be run, by id. */
  readonly problems: ReadonlyMap<number, string>;
}
