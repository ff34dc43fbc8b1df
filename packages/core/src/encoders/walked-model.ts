import type { ImageLayout } from '@csm/base';
import type { GraphNode } from '../graph/graph.js';

/** An output of a walked model's layer or operation, by the name that users know. */
export interface NamedOutput {
  readonly name: string;
  /** Id of the node that computes it. */
  readonly id: number;
}

/** A complete model as data, with the reasons why parts of it cannot be run. */
export interface WalkedModel {
  /** In topological order. */
  readonly nodes: readonly GraphNode[];
  /** The model's outputs in order; for an output of a nested model, the layer inside it that computes the output. */
  readonly outputs: readonly NamedOutput[];
  /** Everything that can be named as a latent: every call of every layer, nested ones too. */
  readonly named: readonly NamedOutput[];
  /** The reasons why nodes cannot be run, by node id. */
  readonly problems: ReadonlyMap<number, string>;
  /** Ids of the inputs where the encoder starts. Absent: it has all inputs of the model. */
  readonly starts?: ReadonlySet<number>;
  /** The layout of images, if neither the caller nor the graph tells it. */
  readonly layout?: ImageLayout | undefined;
  /** Frees the weights, if they were made for the walked model; the encoder's `dispose` calls it. */
  dispose?(): void;
  /** Whether the model was disposed since it was walked. Absent: its weights tell. */
  isDisposed?(): boolean;
  /** What the model's metadata say about its posterior, such as `{ logStd: 'z_log_var' }`; read anew each time. */
  posterior?(): unknown;
}
