import { readFileSync } from 'node:fs';

/** A number or a list of lists of numbers, as JSON holds arrays; NaN is written as text. */
export type Nested = number | string | readonly Nested[];

/** What a test of another library asserts, or what was worked out by hand from a definition. */
export interface PeerCase {
  readonly id: string;
  readonly model: string;
  /** One array an input of the model. */
  readonly inputs: readonly Nested[];
  readonly baselines?: Nested;
  /** Which output is explained; their sum if absent. */
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

/** All numbers of nested lists, row by row. */
export function flat(nested: Nested): number[] {
  return Array.isArray(nested) ? nested.flatMap(flat) : [Number(nested)];
}

/** Lengths of nested lists, outermost first. */
export function shapeOf(nested: Nested): number[] {
  return Array.isArray(nested) ? [nested.length, ...shapeOf(nested[0])] : [];
}
