import { modelDisposed } from '@csm/base';
import type { BackwardRules, Graph } from '@csm/core/extend';
import type { Tensor } from 'onnxruntime-common';
import type { Weights } from '../write/weights.js';
import { type PassNames, type RecordedPasses, recordEncode, recordPasses } from './recorded-passes.js';
import { rulesKey } from './rules-key.js';
import { makeSession, type NamedTensors, type Session, type SessionMaker } from './session.js';
import { sessionCache } from './session-cache.js';

/** A forward and a backward pass that belong together, without their models. */
export interface PassInfo extends Omit<RecordedPasses, 'forwardModel' | 'backwardModel'> {
  /** Identifies the passes within an engine. */
  readonly key: string;
  readonly of: EngineGraph;
  readonly rules: BackwardRules | undefined;
  readonly accurateSums: boolean;
}

/** The most passes that are remembered; others are recorded again. */
const MOST_PASSES = 64;

/** The inputs of a forward pass. */
export interface EngineInputs {
  readonly input: Tensor;
  /** In the order of `sideInputsOf(graph)`. */
  readonly side: readonly Tensor[];
}

/** The sessions of graphs that share their weights. */
export interface Engine {
  /** Creates the session of `encode`. */
  prepare(caller: string, of: EngineGraph): Promise<void>;
  /** Runs the forward pass and returns only the latent. */
  encode(caller: string, of: EngineGraph, inputs: EngineInputs, accurateSums: boolean): Promise<Tensor>;
  /** Records the passes with these rules, unless they are known. */
  passes(caller: string, of: EngineGraph, rules: BackwardRules | undefined, accurateSums: boolean): PassInfo;
  /** Runs the forward pass and returns the latent and the values that the backward pass reads. */
  forward(caller: string, passes: PassInfo, inputs: EngineInputs): Promise<NamedTensors>;
  backward(caller: string, passes: PassInfo, feeds: NamedTensors): Promise<Tensor>;
  readonly maker: SessionMaker;
  readonly weights: Weights;
  /** @throws if the engine was disposed. */
  checkUsable(caller: string): void;
  /** Runs a function; `dispose` waits for it. @throws if the engine was disposed. */
  during<T>(caller: string, run: () => Promise<T>): Promise<T>;
  /** Frees the sessions, after the functions in flight. */
  dispose(): Promise<void>;
}

/** A graph of an engine. */
export interface EngineGraph {
  /** Identifies the graph within the engine. */
  readonly name: string;
  readonly graph: Graph;
}

/** The providers whose max pooling is known to return the positions of the maxima. */
const WITH_POOLING_INDICES = ['cpu', 'wasm'];

export function engineOf(maker: SessionMaker, weights: Weights): Engine {
  const sessions = sessionCache();
  const isWebGpu = maker.session === 'webgpu';
  const encodeNames = new Map<string, PassNames>();
  const infos = new Map<string, PassInfo>();
  /** The last recording, until both of its sessions are created. */
  let last: { readonly key: string; readonly passes: RecordedPasses } | undefined;
  let disposed: Promise<void> | undefined;

  const inFlight = new Set<Promise<unknown>>();
  const release = async () => {
    await Promise.all(inFlight);
    last = undefined;
    await sessions.dispose();
  };

  const checkUsable = (caller: string) => {
    if (disposed !== undefined) throw modelDisposed(caller);
  };

  /** The passes with their models, which are recorded again unless they are the last recording. */
  const recorded = (
    caller: string,
    { key, of, rules, accurateSums }: Pick<PassInfo, 'key' | 'of' | 'rules' | 'accurateSums'>,
  ): RecordedPasses => {
    if (last?.key === key) return last.passes;
    const passes = recordPasses(caller, of.graph, weights, rules, {
      accurateSums,
      isWebGpu,
      poolingIndices: WITH_POOLING_INDICES.includes(maker.session),
    });
    last = { key, passes };
    return passes;
  };

  const passes: Engine['passes'] = (caller, of, rules, accurateSums) => {
    const key = `${of.name} ${accurateSums} ${rules === undefined ? '' : rulesKey(rules, of.graph)}`;
    const known = infos.get(key);
    if (known !== undefined) return known;
    const settings = { key, of, rules, accurateSums };
    const { forwardModel: _forward, backwardModel: _backward, ...info } = recorded(caller, settings);
    const made = { ...info, ...settings };
    infos.set(key, made);
    const [oldest] = infos.keys();
    if (infos.size > MOST_PASSES && oldest !== undefined) infos.delete(oldest);
    return made;
  };

  const withEncode = async <T>(
    caller: string,
    of: EngineGraph,
    accurateSums: boolean,
    run: (session: Session, names: PassNames) => Promise<T>,
  ): Promise<T> => {
    const key = `encode ${of.name} ${accurateSums}`;
    const make = async () => {
      const { forwardModel, input, side, latent } = recordEncode(caller, of.graph, weights, {
        accurateSums,
        isWebGpu,
      });
      encodeNames.set(key, { input, side, latent });
      return await makeSession(caller, maker, forwardModel());
    };
    return await sessions.use(key, make, (session) => run(session, encodeNames.get(key) as PassNames));
  };

  return {
    maker,
    weights,
    checkUsable,
    passes,
    async prepare(caller, of) {
      await withEncode(caller, of, false, async () => undefined);
    },
    async encode(caller, of, inputs, accurateSums) {
      return await withEncode(caller, of, accurateSums, async (session, names) => {
        const results = await session.run(caller, feedsOf(names, inputs));
        return results[names.latent] as Tensor;
      });
    },
    async forward(caller, info, inputs) {
      const { of, accurateSums, kept, keepsForwardNodes } = info;
      // A recording begins with the forward pass, so the values of its nodes have the same names for all rules.
      const names = kept.map(({ name }) => name);
      const key = keepsForwardNodes
        ? `forward ${of.name} ${accurateSums} ${names}`
        : `forward of ${info.key}`;
      const make = async () => await makeSession(caller, maker, recorded(caller, info).forwardModel());
      return await sessions.use(key, make, (session) => session.run(caller, feedsOf(info, inputs)));
    },
    async backward(caller, info, feeds) {
      const make = async () => {
        const model = recorded(caller, info).backwardModel();
        last = undefined;
        return await makeSession(caller, maker, model);
      };
      return await sessions.use(`backward ${info.key}`, make, async (session) => {
        const results = await session.run(caller, feeds);
        return results[info.map] as Tensor;
      });
    },
    async during(caller, run) {
      checkUsable(caller);
      const result = run();
      const ended = result.catch(() => undefined).finally(() => inFlight.delete(ended));
      inFlight.add(ended);
      return await result;
    },
    async dispose() {
      disposed ??= release();
      await disposed;
    },
  };
}

function feedsOf({ input, side }: PassNames, inputs: EngineInputs): NamedTensors {
  const sides = side.map((name, i) => [name, inputs.side[i] as Tensor] as const);
  return { [input]: inputs.input, ...Object.fromEntries(sides) };
}
