import { unsupportedModel } from '@csm/base';
import {
  type Attribution,
  type BackwardRule,
  type BackwardRules,
  checkpoint,
  checkTraceable,
  type Graph,
  type GraphNode,
  type Run,
  type Target,
  traceInputs,
} from '@csm/core/extend';
import {
  abs,
  add,
  clone,
  dispose,
  div,
  keep,
  matMul,
  maximum,
  mul,
  reshape,
  step,
  sub,
  sum,
  type Tensor,
  tidy,
  tile,
} from '@tensorflow/tfjs-core';
import { checkGraph, checkReachable } from '../../rules/check-rules.js';
import { operationName } from '../../rules/matchers.js';
import { canShareEqually, sharedEqually } from './shared-equally.js';
import { type TokenStream, tokenStream } from './token-stream.js';

/**
 * What one attention layer says about its tokens: for each query, how much it takes from each key, in addition to itself.
 *
 * @param weights `[rows, heads, tokens, tokens]`, queries before keys.
 * @param gradient of the score, of the same shape.
 * @returns `[rows, tokens, tokens]`.
 */
export type Mixing = (weights: Tensor, gradient: Tensor) => Tensor;

/** A method that multiplies the mixing of all attention layers. */
export interface AttentionProduct {
  readonly caller: string;
  readonly mixing: Mixing;
  /** The share of a token that stays where it is, which the mixing is added to. */
  readonly stays: number;
  /** Whether the share of tokens that never moved is left out at the end. */
  readonly onlyMoved: boolean;
}

/** @throws if the encoder's tokens cannot be found, or not be traced back to the inputs. */
export function checkAttention({ caller }: AttentionProduct, { encoder }: Target): void {
  checkTraceable(caller, encoder);
  checkGraph(caller, encoder);
  checkReachable(caller, encoder);
  streamOf(caller, encoder.graph as Graph);
}

function streamOf(caller: string, graph: Graph): TokenStream {
  const stream = tokenStream(caller, graph);
  const before = graph.nodes.slice(0, stream.start + 1).find((node) => !canShareEqually(graph, node));
  if (before === undefined) return stream;
  throw unsupportedModel(
    `${caller}: layer "${before.name}" (${operationName(before)}) lies between the inputs and the tokens, and its outputs cannot be shared among ` +
      'its inputs; use attnLrp() or gradient().',
  );
}

/** One forward pass, then one backward pass per score, on the way of which the attention layers' mixing is multiplied. */
export async function attentionPasses(
  method: AttentionProduct,
  { encoder, scores }: Target,
  inputs: Tensor,
  run: Run,
): Promise<Attribution> {
  checkGraph(method.caller, encoder);
  const graph = encoder.graph as Graph;
  const stream = streamOf(method.caller, graph);
  await checkpoint(run);
  const trace = await traceInputs(method.caller, encoder, inputs, { rules: true });
  const maps: Tensor[] = [];
  try {
    for (const score of scores) {
      await checkpoint(run);
      const { rules, spread, free } = mixingRules(method, stream);
      const cotangent = score.cotangent(trace.latent);
      try {
        const found = await trace.backward(cotangent, rules);
        // A backward pass has no rule for the inputs, which may be the tokens themselves.
        maps.push(stream.start === graph.input ? spreadOver(found, spread) : found);
      } finally {
        cotangent.dispose();
        free();
      }
      run.onProgress?.({ done: maps.length, total: scores.length });
    }
    return { maps, latent: clone(trace.latent) };
  } catch (error) {
    dispose(maps);
    throw error;
  } finally {
    trace.dispose();
  }
}

function spreadOver(found: Tensor, spread: (shape: readonly number[]) => Tensor): Tensor {
  found.dispose();
  return tidy(() => spread(found.shape));
}

/**
 * Rules of one backward pass. It meets the attention layers from the last to the first, so that it carries one row for each stream of tokens,
 * what the latent takes from each token, instead of a product of matrices.
 */
function mixingRules(method: AttentionProduct, { blocks, start, tokens, streams }: TokenStream) {
  const { mixing, stays, onlyMoved } = method;
  const held: { first?: Tensor; row?: Tensor } = {};
  const hold = (name: 'first' | 'row', value: Tensor) => {
    held[name]?.dispose();
    held[name] = keep(value);
  };
  const layers = new Set(blocks.map(({ weights }) => weights));

  const layer: BackwardRule = {
    name: 'attention product',
    backward({ output, cotangent, vjp }) {
      const rows = (output.shape[0] ?? 1) * streams;
      const ofHeads = (tensor: Tensor) => reshape(tensor, [rows, -1, tokens, tokens]);
      const [weights, gradient] = [ofHeads(output), ofHeads(cotangent)];
      if (held.row === undefined) {
        const read = readTokens(gradient, streams);
        hold('first', clone(read));
        hold('row', clone(read));
      }
      const row = held.row as Tensor;
      hold('row', add(mul(row, stays), matMul(row, mixing(weights, gradient))));
      return vjp(cotangent);
    },
  };
  /** The values of the tokens, divided equally among their features. */
  const spread = (shape: readonly number[]): Tensor => {
    const row = held.row as Tensor;
    const values = onlyMoved ? sub(row, held.first as Tensor) : row;
    const features = shape.at(-1) ?? 1;
    const each = reshape(div(values, features), [...shape.slice(0, -1), 1]);
    return tile(each, [...shape.slice(0, -1).map(() => 1), features]);
  };
  const toInputs = (node: GraphNode): BackwardRule | undefined => {
    const own = sharedEqually(node);
    if (node.id !== start) return own;
    return {
      name: 'tokens shared equally',
      backward(step) {
        const values = spread(step.output.shape);
        return own ? own.backward({ ...step, cotangent: values }, undefined) : step.vjp(values);
      },
    };
  };
  const rules: BackwardRules = (node) => {
    if (layers.has(node.id)) return layer;
    return node.id <= start ? toInputs(node) : undefined;
  };
  return { rules, spread, free: () => dispose(Object.values(held)) };
}

/**
 * The share of each token in what the latent reads after the last attention layer, `[rows, 1, tokens]`: equal for all tokens whose attention has
 * a gradient. So it is the class token alone, or all tokens if the latent is their mean.
 */
function readTokens(gradient: Tensor, streams: number): Tensor {
  const [rows = 1, , tokens = 1] = gradient.shape;
  const read = reshape(step(sum(abs(gradient), [1, 3])), [rows / streams, streams * tokens]);
  return reshape(div(read, maximum(sum(read, 1, true), 1)), [rows, 1, tokens]);
}
