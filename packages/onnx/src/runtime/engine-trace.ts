import { invalidArgument } from '@csm/base';
import { type BackwardRules, checkReachable, type Trace } from '@csm/core/extend';
import type { Tensor2D, Tensor as TfjsTensor } from '@tensorflow/tfjs-core';
import type { Tensor } from 'onnxruntime-common';
import type { Engine, EngineGraph, EngineInputs, PassInfo } from './engine.js';
import { repeatedTensors, runtimeTensor, tfjsTensor } from './host-tensors.js';
import type { NamedTensors } from './session.js';
import { withUndefinedMaps } from './undefined-maps.js';
import { unrecordable } from './unrecordable.js';

/** The most elements (17 MB of float32) in the kept values of a repeated trace: see `walkedTrace` of core. */
const REPEATED_NUMBERS = 2 ** 22;

/** What a trace needs besides its engine. */
export interface TraceStart {
  readonly of: EngineGraph;
  readonly inputs: EngineInputs;
  readonly accurateSums: boolean;
  /** The rules of the backward passes; undefined: none; `'unknown'`: any. */
  readonly rules: BackwardRules | undefined | 'unknown';
  /** Runs a backward pass in TensorFlow.js, because a rule cannot be recorded. @param name of the rule. */
  inTensorFlow(rules: BackwardRules, name: string, cotangent: Tensor2D): Promise<TfjsTensor>;
}

/** A forward pass in ONNX Runtime; the values that the backward passes read are kept on the host. */
export async function engineTrace(engine: Engine, start: TraceStart): Promise<Trace> {
  const { of, inputs, accurateSums, rules: expected } = start;
  const [batch = 0, ...inputShape] = inputs.input.dims;
  /** The results of forward passes, by the keys of their passes. */
  const kept = new Map<string, Promise<NamedTensors>>();
  const copies = repeatedTensors(engine.maker.runtime);
  let over: 'disposed' | 'spent' | undefined;

  const forget = () => {
    kept.clear();
    copies.clear();
  };
  const passesOf = (caller: string, rules: BackwardRules | undefined) =>
    engine.passes(caller, of, rules, accurateSums);
  const valuesFor = (caller: string, passes: PassInfo): Promise<NamedTensors> => {
    const known = kept.get(passes.key);
    if (known !== undefined) return known;
    const made = engine.forward(caller, passes, inputs);
    kept.set(passes.key, made);
    made.catch(() => kept.delete(passes.key));
    return made;
  };

  const isKnown =
    expected !== 'unknown' && (expected === undefined || unrecordable(expected, of.graph) === undefined);
  const first = isKnown ? passesOf('trace', expected) : undefined;
  const found = first
    ? (await valuesFor('trace', first))[first.latent]
    : await engine.encode('trace', of, inputs, accurateSums);
  const [, latentSize = 0] = (found as Tensor).dims;
  const latents = (found as Tensor).data as Float32Array;
  const latent = tfjsTensor(found as Tensor, [batch, latentSize]) as Tensor2D;
  const together = first && !expected ? togetherFor(first, batch) : 1;

  const feedsFor = (
    passes: PassInfo,
    values: NamedTensors,
    cotangent: Tensor,
    times: number,
  ): NamedTensors => {
    const all: Record<string, Tensor> = {
      [passes.input]: inputs.input,
      ...Object.fromEntries(passes.side.map((name, i) => [name, inputs.side[i] as Tensor])),
      ...values,
    };
    const names = [...passes.read, ...passes.kept.map(({ name }) => name)];
    return {
      [passes.cotangent]: cotangent,
      ...Object.fromEntries(names.map((name) => [name, copies.of(all[name] as Tensor, times)])),
    };
  };

  const passBack = async (
    cotangent: Tensor2D,
    rules: BackwardRules | undefined,
    times: number,
  ): Promise<TfjsTensor> => {
    const name = rules && unrecordable(rules, of.graph);
    if (rules && name !== undefined) return await start.inTensorFlow(rules, name, cotangent);
    const numbers = (await cotangent.data()) as Float32Array;
    const passes = passesOf('backward', rules);
    const values = await valuesFor('backward', passes);
    const own = runtimeTensor(engine.maker.runtime, numbers, cotangent.shape);
    const map = await engine.backward('backward', passes, feedsFor(passes, values, own, times));
    withUndefinedMaps(map.data as Float32Array, latents, batch, times);
    return tfjsTensor(map, [batch * times, ...inputShape]);
  };

  return {
    latent,
    together,
    async backward(cotangent, rules, { last = false } = {}) {
      if (over) throw invalidArgument(`backward: this trace was ${over}; trace the inputs again.`);
      engine.checkUsable('backward');
      if (rules && expected === undefined) {
        throw invalidArgument(
          'backward: rules need a trace made with { rules: true } or with these rules; got one with { rules: false }.',
        );
      }
      if (rules) checkReachable('backward', { graph: of.graph }, rules);
      const times = cotangent.shape[0] / batch;
      const most = rules ? 1 : together;
      if (cotangent.shape[1] !== latentSize || !Number.isInteger(times) || times < 1 || times > most) {
        throw invalidArgument(
          `backward: the cotangent must have the latent's shape [${latent.shape}]; got [${cotangent.shape}].`,
        );
      }
      if (last) over = 'spent';
      return await engine
        .during('backward', () => passBack(cotangent, rules, times))
        .finally(() => last && kept.clear());
    },
    dispose() {
      over = 'disposed';
      forget();
      latent.dispose();
    },
  };
}

/** How many cotangents one backward pass takes: see `Trace.together`. */
function togetherFor({ kept }: PassInfo, batch: number): number {
  const numbers = batch * kept.reduce((sum, { size }) => sum + size, 0);
  return Math.max(1, Math.floor(REPEATED_NUMBERS / Math.max(1, numbers)));
}
