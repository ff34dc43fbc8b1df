import { invalidArgument } from '@csm/base';
import { dispose, Tensor, type Tensor2D, tile } from '@tensorflow/tfjs-core';
import { runBackward } from './backward.js';
import { checkReachable } from './check-reachable.js';
import type { Graph } from './graph.js';
import { nodesPerSample } from './nodes-of-input.js';
import type { Trace } from './trace.js';

/**
 * The maximum number of values (17 MB) in the outputs of all nodes of a repeated trace. Below it, a pass spends much
 * of its time outside of the arithmetic, mainly on reading weights: one sample of the bulb encoder takes 4 ms on its
 * own and 0.3 ms in a batch of 16; one sample of the CelebA encoder takes 85 ms on its own and 60 ms in a batch of
 * four.
 */
export const REPEATED_NUMBERS = 2 ** 22;

/**
 * Makes the trace of a graph after its forward pass.
 * @param values outputs of the nodes, as `runForward` keeps them; the trace owns all of them except the input's.
 * @param takesRules whether `values` contains all outputs, because rules may read any of them.
 */
export function walkedTrace(graph: Graph, values: Tensor[], takesRules: boolean): Trace {
  const latent = values[graph.output] as Tensor2D;
  const [batch, latentSize] = latent.shape;
  const kept = values.filter((value) => !value.isDisposed);
  const numbers = kept.reduce((sum, { size }) => sum + size, 0);
  const together = Math.max(1, Math.floor(REPEATED_NUMBERS / numbers));
  const perSampleIds = nodesPerSample(graph);
  const repeated = new Map<number, Tensor[]>();
  let over: 'disposed' | 'spent' | undefined;

  const valuesOf = (times: number): Tensor[] => {
    if (times === 1) return values;
    const known = repeated.get(times);
    // Values that do not depend on the input have one row for all samples.
    const all = known ?? values.map((value, id) => (perSampleIds.has(id) ? repeatedBy(times, value) : value));
    repeated.set(times, all);
    return all;
  };

  return {
    latent,
    together,
    async backward(cotangent, rules, { last = false } = {}) {
      if (over) throw invalidArgument(`backward: this trace was ${over}; trace the inputs again.`);
      if (rules && !takesRules) {
        throw invalidArgument(
          'backward: rules need a trace made with { rules: true } or with these rules; got one with { rules: false }.',
        );
      }
      if (rules) checkReachable('backward', { graph }, rules);
      const times = cotangent.shape[0] / batch;
      const most = rules ? 1 : together;
      if (cotangent.shape[1] !== latentSize || !Number.isInteger(times) || times < 1 || times > most) {
        throw invalidArgument(
          `backward: the cotangent must have the latent's shape [${latent.shape}]; got [${cotangent.shape}].`,
        );
      }
      if (!last) return runBackward(graph, valuesOf(times), cotangent, rules ?? (() => undefined));
      over = 'spent';
      return runBackward(graph, valuesOf(times), cotangent, rules ?? (() => undefined), ({ id }) => {
        if (id !== graph.output) values[id]?.dispose();
      });
    },
    dispose() {
      over = 'disposed';
      const tiled = [...repeated.values()].flat().filter((value) => value instanceof Tensor);
      dispose([...values.filter((_, id) => id !== graph.input), ...tiled]);
    },
  };
}

/** Repeats a value along the batch axis. If the value was freed, only its shape is used. */
function repeatedBy(times: number, value: Tensor): Tensor {
  const [batch, ...shape] = value.shape as [number, ...number[]];
  if (value.isDisposed) return { shape: [times * batch, ...shape] } as unknown as Tensor;
  return tile(value, [times, ...ones(value.rank - 1)]);
}

const ones = (count: number): number[] => Array.from({ length: count }, () => 1);
