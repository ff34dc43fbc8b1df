import type { BackwardRules, Graph } from '@csm/core/extend';
import { assembleGraph, type NamedValue } from '../write/assemble.js';
import { recordBackward } from '../write/backward-pass.js';
import { definedLatent } from '../write/defined-latent.js';
import type { DerivativeOptions } from '../write/derivatives/write-derivative.js';
import { type Emitter, emitter } from '../write/emitter.js';
import { recordForward } from '../write/forward-pass.js';
import { record } from '../write/recorder.js';
import { BATCH, type Value } from '../write/value.js';
import { sizePerSample, valuesBetween } from '../write/values-between.js';
import { webgpuEmitter } from '../write/webgpu-emitter.js';
import type { Weights } from '../write/weights.js';
import { encodeModel } from '../write/wire/encode-model.js';
import type { GraphDraft } from '../write/wire/model-draft.js';

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

const MODEL = { irVersion: 8, opset: 17, producer: { name: '@csm/onnx', version: '' }, metadata: {} };

/** @throws if a layer or node cannot be written. */
export function recordEncode(
  caller: string,
  graph: Graph,
  weights: Weights,
  { accurateSums, isWebGpu }: PassOptions,
): RecordedForward {
  const own = isWebGpu ? webgpuEmitter() : emitter();
  const recorded = record(own, (recording) => {
    const forward = recordForward(caller, own, recording, graph, weights, { accurateSums });
    const latent = isWebGpu ? definedLatent(own, recording, forward) : forward.latent;
    return { input: forward.input, side: forward.side, latent: own.ordered(latent) };
  });
  const names = namesOf(own, recorded);
  return {
    ...names,
    forwardModel: () =>
      encoded(
        caller,
        assembleGraph(own, 'encoder', [recorded.input, ...recorded.side].map(named), [
          { name: names.latent, value: recorded.latent },
        ]),
      ),
  };
}

/** @throws if a layer or node cannot be written, or a rule has no `emit`. */
export function recordPasses(
  caller: string,
  graph: Graph,
  weights: Weights,
  rules: BackwardRules | undefined,
  { accurateSums, isWebGpu, ...options }: PassOptions,
): RecordedPasses {
  const own = isWebGpu ? webgpuEmitter() : emitter();
  const recorded = record(own, (recording) => {
    const forward = recordForward(caller, own, recording, graph, weights, { accurateSums });
    const latent = own.ordered(isWebGpu ? definedLatent(own, recording, forward) : forward.latent);
    const forwardNodes = new Set(own.nodes);
    const cotangent = own.input('cotangent', { type: 'float32', shape: [BATCH, ...latent.shape.slice(1)] });
    const map = own.ordered(recordBackward(caller, recording, graph, forward, cotangent, rules, options));
    return { input: forward.input, side: forward.side, latent, forwardNodes, cotangent, map };
  });
  const { input, side, latent, cotangent, map, forwardNodes } = recorded;
  const names = namesOf(own, recorded);
  const found = valuesBetween(own, forwardNodes, [input, ...side], map);
  const kept = found.kept.filter(({ name }) => name !== latent.name);
  const readsLatent = kept.length < found.kept.length;
  const mapName = own.nodeOf(map) === undefined ? 'map' : map.name;
  return {
    ...names,
    keepsForwardNodes: kept.every((value) => {
      const node = own.nodeOf(value);
      return node !== undefined && forwardNodes.has(node);
    }),
    kept: kept.map((value) => ({ name: value.name, size: sizePerSample(value) })),
    cotangent: cotangent.name,
    map: mapName,
    read: [...found.inputs.map(({ name }) => name), ...(readsLatent ? [names.latent] : [])],
    forwardModel: () =>
      encoded(
        caller,
        assembleGraph(own, 'forward pass', [input, ...side].map(named), [
          { name: names.latent, value: latent },
          ...kept.map(named),
        ]),
      ),
    backwardModel: () =>
      encoded(
        caller,
        assembleGraph(
          own,
          'backward pass',
          [
            named(cotangent),
            ...found.inputs.map(named),
            ...(readsLatent ? [{ name: names.latent, value: latent }] : []),
            ...kept.map(named),
          ],
          [{ name: mapName, value: map }],
        ),
      ),
  };
}

function namesOf(
  own: Emitter,
  { input, side, latent }: { input: Value; side: readonly Value[]; latent: Value },
): PassNames {
  return {
    input: input.name,
    side: side.map(({ name }) => name),
    // An output must be computed by a node.
    latent: own.nodeOf(latent) === undefined ? 'latent' : latent.name,
  };
}

const named = (value: Value): NamedValue => ({ name: value.name, value });

const encoded = (caller: string, graph: GraphDraft): Uint8Array => encodeModel({ ...MODEL, graph }, caller);
