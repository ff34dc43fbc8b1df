import type { BackwardRules, Graph } from '@csm/core/extend';
import { assembleGraph, type NamedValue } from '../write/assemble.js';
import { recordBackward } from '../write/backward-pass.js';
import { definedLatent } from '../write/defined-latent.js';
import type { DerivativeOptions } from '../write/derivatives/write-derivative.js';
import { type Emitter, emitter } from '../write/emitter.js';
import { fileOfGraph } from '../write/file-of-graph.js';
import { type ForwardPass, recordForward } from '../write/forward-pass.js';
import { type Recording, record } from '../write/recorder.js';
import { BATCH, type Value } from '../write/value.js';
import { sizePerSample, valuesBetween } from '../write/values-between.js';
import { webgpuEmitter } from '../write/webgpu-emitter.js';
import type { Weights } from '../write/weights.js';

/** A value that goes from the forward session to the backward session. */
export interface KeptValue {
  readonly name: string;
  /** Number of elements per sample. */
  readonly size: number;
}

/** The names of the inputs and outputs of passes. */
export interface PassNames {
  readonly input: string;
  /** In the order of `sideInputsOf(graph)`. */
  readonly side: readonly string[];
  readonly latent: string;
}

/** A recorded forward pass that returns only the latent. */
export interface RecordedForward extends PassNames {
  forwardModel(): Uint8Array;
}

/** A recorded forward pass that returns the latent and the values that the backward pass reads, and the backward pass. */
export interface RecordedPasses extends RecordedForward {
  readonly kept: readonly KeptValue[];
  /**
   * Whether the nodes of the forward pass compute all kept values. If so, passes with other rules and the same names keep the same values;
   * the names of values that the backward pass adds depend on the rules.
   */
  readonly keepsForwardNodes: boolean;
  readonly cotangent: string;
  readonly map: string;
  /** The inputs of the forward pass, and the latent, that are also inputs of the backward pass. */
  readonly read: readonly string[];
  backwardModel(): Uint8Array;
}

export interface PassOptions extends DerivativeOptions {
  readonly accurateSums: boolean;
  /** Whether ONNX Runtime's WebGPU provider runs the passes. */
  readonly isWebGpu: boolean;
}

/** @throws if a layer or node cannot be written. */
export function recordEncode(
  caller: string,
  graph: Graph,
  weights: Weights,
  options: PassOptions,
): RecordedForward {
  const own = options.isWebGpu ? webgpuEmitter() : emitter();
  const forward = record(own, (recording) => definedForward(caller, recording, graph, weights, options));
  return recordedForward(caller, own, forward, []);
}

/** @throws if a layer or node cannot be written, or a rule has no `emit`. */
export function recordPasses(
  caller: string,
  graph: Graph,
  weights: Weights,
  rules: BackwardRules | undefined,
  options: PassOptions,
): RecordedPasses {
  const own = options.isWebGpu ? webgpuEmitter() : emitter();
  const { forward, forwardNodes, cotangent, map } = record(own, (recording) => {
    const forward = definedForward(caller, recording, graph, weights, options);
    const forwardNodes = new Set(own.nodes);
    const shape = [BATCH, ...forward.latent.shape.slice(1)];
    const cotangent = own.input('cotangent', { type: 'float32', shape });
    const map = own.ordered(recordBackward(caller, recording, graph, forward, cotangent, rules, options));
    return { forward, forwardNodes, cotangent, map };
  });
  const between = valuesBetween(own, forwardNodes, [forward.input, ...forward.side], map);
  const kept = between.kept.filter(({ name }) => name !== forward.latent.name);
  const readsLatent = kept.length < between.kept.length;
  const latent = outputOf(own, forward.latent, 'latent');
  const output = outputOf(own, map, 'map');
  const read = [...between.inputs.map(named), ...(readsLatent ? [latent] : [])];
  return {
    ...recordedForward(caller, own, forward, kept),
    keepsForwardNodes: kept.every((value) => {
      const node = own.nodeOf(value);
      return node !== undefined && forwardNodes.has(node);
    }),
    kept: kept.map((value) => ({ name: value.name, size: sizePerSample(value) })),
    cotangent: cotangent.name,
    map: output.name,
    read: read.map(({ name }) => name),
    backwardModel() {
      const inputs = [named(cotangent), ...read, ...kept.map(named)];
      return fileOfGraph(caller, assembleGraph(own, 'backward pass', inputs, [output]));
    },
  };
}

/** Records a forward pass whose latent is in its own order of axes and, on WebGPU, NaN where it is undefined. */
function definedForward(
  caller: string,
  recording: Recording,
  graph: Graph,
  weights: Weights,
  { accurateSums, isWebGpu }: PassOptions,
): ForwardPass {
  const { emitter } = recording;
  const forward = recordForward(caller, emitter, recording, graph, weights, { accurateSums });
  const latent = isWebGpu ? definedLatent(emitter, recording, forward) : forward.latent;
  return { ...forward, latent: emitter.ordered(latent) };
}

/** A forward pass with further outputs. */
function recordedForward(
  caller: string,
  own: Emitter,
  { input, side, latent: value }: ForwardPass,
  kept: readonly Value[],
): RecordedForward {
  const latent = outputOf(own, value, 'latent');
  return {
    input: input.name,
    side: side.map(({ name }) => name),
    latent: latent.name,
    forwardModel() {
      const inputs = [input, ...side].map(named);
      return fileOfGraph(caller, assembleGraph(own, 'forward pass', inputs, [latent, ...kept.map(named)]));
    },
  };
}

const named = (value: Value): NamedValue => ({ name: value.name, value });

/** A value as an output. An output must be computed by a node, so inputs and constants are copied under another name. */
const outputOf = (own: Emitter, value: Value, copy: string): NamedValue =>
  own.nodeOf(value) === undefined ? { name: copy, value } : named(value);
