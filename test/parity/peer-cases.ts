import { readFileSync } from 'node:fs';

/** A number or nested lists of numbers, as in JSON; NaN is written as a string. */
export type Nested = number | string | readonly Nested[];

/** Values that a test of another library asserts, or that were derived by hand from a definition. */
export interface PeerCase {
  readonly id: string;
  readonly model: string;
  /** One array per input of the model. */
  readonly inputs: readonly Nested[];
  readonly baselines?: Nested;
  /** The index of the output that is explained; without it, the sum of all outputs. */
  readonly target?: number;
  readonly args: Readonly<Record<string, unknown>>;
  readonly expected: readonly Nested[];
  /** Absolute. */
  readonly tolerance: number;
}

/** A layer of a peer's model, in PyTorch's layout: `weight[out][in]`, `weight[out][in][height][width]`. */
export interface PeerLayer {
  readonly name: string;
  readonly kind: 'dense' | 'conv2d' | 'relu' | 'flatten' | 'maxpool2d';
  readonly weight?: Nested;
  readonly bias?: readonly number[] | null;
  readonly size?: number;
}

export interface PeerModel {
  readonly layers?: readonly PeerLayer[];
}

export function readPeerTests(): { models: Record<string, PeerModel>; cases: PeerCase[] } {
  return JSON.parse(readFileSync(new URL('../oracles/peer-tests.json', import.meta.url), 'utf8'));
}

/** The numbers of nested lists, row by row. */
export function flat(nested: Nested): number[] {
  return Array.isArray(nested) ? nested.flatMap(flat) : [Number(nested)];
}

/** The lengths of nested lists, outermost first. */
export function shapeOf(nested: Nested): number[] {
  return Array.isArray(nested) ? [nested.length, ...shapeOf(nested[0])] : [];
}
