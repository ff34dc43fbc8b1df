import type { ConceptScore } from '@csm/core';
import { checkpoint, type Explainer, type Run, scoreGradients, type Target } from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { activations, guided } from '../src/rules.js';
import type { Promises } from '../src/testing/promises.js';

/** An explainer with a fault, and the checks that must find it. */
export interface BrokenExplainer {
  /** What is wrong. */
  readonly fault: string;
  /** The names of all checks that fail; the first is the check for this fault. */
  readonly failing: readonly string[];
  readonly promises?: Promises;
  readonly create: () => Explainer;
}

/** Possible faults of a gradient method; each option defaults to correct behaviour. */
interface Faults {
  name?: string;
  /** Called first. */
  begin?: (target: Target) => void;
  scores?: (scores: readonly ConceptScore[]) => readonly ConceptScore[];
  check?: (target: Target) => void;
  checkpoint?: (run: Run) => Promise<void>;
  /** Changes each map, inside `tidy`. */
  map?: (map: tf.Tensor, inputs: tf.Tensor) => tf.Tensor;
  progress?: (share: number) => number;
  /** Called with the maps that exist when a pass fails. */
  fail?: (maps: tf.Tensor[]) => void;
  end?: (maps: tf.Tensor[], inputs: tf.Tensor) => tf.Tensor[];
  gaps?: (maps: tf.Tensor[]) => tf.Tensor1D[];
  latent?: (latent: tf.Tensor2D) => tf.Tensor2D;
}

/** The gradient, correct except for the faults. */
function faultyGradient(faults: Faults): Explainer {
  const {
    begin,
    scores: chosen = (scores) => scores,
    map: change = (map) => map,
    progress = (share) => share,
    fail = tf.dispose,
    end = (maps) => maps,
  } = faults;
  const wait = faults.checkpoint ?? checkpoint;
  return {
    name: faults.name ?? 'faulty gradient',
    ...(faults.check && { check: faults.check }),
    async attribute(target, inputs, run) {
      begin?.(target);
      await wait(run);
      const trace = await target.encoder.trace!(inputs);
      const maps: tf.Tensor[] = [];
      try {
        for (const score of chosen(target.scores)) {
          await wait(run);
          const cotangent = score.cotangent(trace.latent);
          const map = await trace.backward(cotangent).finally(() => cotangent.dispose());
          maps.push(tf.tidy(() => tf.clone(change(map, inputs))));
          map.dispose();
          run.onProgress?.({ done: progress(maps.length / target.scores.length), total: 1 });
        }
        const result = end(maps, inputs);
        return {
          maps: result,
          ...(faults.latent && { latent: faults.latent(trace.latent) }),
          ...(faults.gaps && { completenessGaps: faults.gaps(result) }),
        };
      } catch (error) {
        fail(maps);
        throw error;
      } finally {
        trace.dispose();
      }
    },
  };
}

/** One number per sample, 1 to n, by which maps are multiplied. */
const positions = (map: tf.Tensor) =>
  tf.reshape(tf.range(1, 1 + map.shape[0]!), [-1, ...map.shape.slice(1).map(() => 1)]);

const featureAxes = (map: tf.Tensor) => map.shape.slice(1).map((_, axis) => axis + 1);

/** State of the module, shared by all calls. */
let latestScores: readonly ConceptScore[] = [];

/** A correct explainer, which passes every check. */
export const correctExplainer: Explainer = faultyGradient({});

export const brokenExplainers: readonly BrokenExplainer[] = [
  {
    fault: 'returns other latents than those of the inputs',
    failing: ['latent'],
    create: () => faultyGradient({ latent: (latent) => tf.zerosLike(latent) }),
  },
  { fault: 'has no name', failing: ['name'], create: () => faultyGradient({ name: '' }) },
  {
    fault: 'sums over the last axis',
    failing: ['shape', 'progress'],
    create: () => faultyGradient({ map: (map) => tf.sum(map, -1) }),
  },
  {
    fault: 'returns the inputs themselves as a map',
    failing: ['shape', 'arguments unchanged', 'independence of scores', 'a score per sample'],
    create: () =>
      faultyGradient({
        end: ([first, ...maps], inputs) => {
          first!.dispose();
          return [inputs, ...maps];
        },
      }),
  },
  {
    fault: 'divides by the largest input, which may be zero',
    failing: ['finite numbers'],
    create: () =>
      faultyGradient({
        map: (map, inputs) => tf.div(map, tf.max(tf.abs(inputs), featureAxes(inputs), true)),
      }),
  },
  {
    fault: 'is zero everywhere',
    failing: ['attributes something'],
    create: () => faultyGradient({ map: tf.zerosLike }),
  },
  {
    fault: 'adds a little noise without a seed',
    failing: ['repeatability'],
    create: () => faultyGradient({ map: (map) => tf.mul(map, 1 + 1e-6 * Math.random()) }),
  },
  {
    fault: 'adds noise without a seed',
    failing: [
      'repeatability',
      'batch invariance',
      'independence of samples',
      'independence of scores',
      'a score per sample',
      'concurrent calls',
      'an asynchronous encoder',
    ],
    create: () => faultyGradient({ map: (map) => tf.add(map, tf.randomNormal(map.shape)) }),
  },
  {
    fault: 'draws by the position in the batch, for any sample',
    failing: ['batch invariance'],
    create: () => faultyGradient({ map: (map) => tf.mul(map, positions(map)) }),
  },
  {
    fault: 'divides by the largest value of the batch',
    failing: ['batch invariance', 'independence of samples', 'a score per sample'],
    create: () => faultyGradient({ map: (map) => tf.div(map, tf.max(tf.abs(map))) }),
  },
  {
    fault: 'returns the first map for every score',
    failing: ['independence of scores', 'a score per sample', 'errors'],
    create: () => faultyGradient({ scores: (scores) => scores.map(() => scores[0]!) }),
  },
  {
    fault: 'uses one cotangent for the whole batch',
    failing: ['a score per sample'],
    create: () =>
      faultyGradient({
        scores: (scores) =>
          scores.map((score) => ({
            ...score,
            cotangent: (latent) =>
              tf.tidy(() => {
                const first = tf.slice(score.cotangent(latent), [0, 0], [1, -1]);
                return tf.tile(first, [latent.shape[0], 1]) as tf.Tensor2D;
              }),
          })),
      }),
  },
  {
    fault: 'finds out mid-run that it needs an affine score',
    failing: ['a score that is not affine'],
    create: () =>
      faultyGradient({
        begin: ({ scores }) => {
          if (scores.some(({ affine }) => !affine)) throw new Error('cannot do this score');
        },
      }),
  },
  {
    fault: 'claims to be linear, but takes absolute values',
    failing: ['linearity in the concept'],
    promises: { linear: true },
    create: () => faultyGradient({ map: tf.abs }),
  },
  {
    fault: 'declares itself linear, but takes absolute values',
    failing: ['linearity in the concept'],
    create: () => ({ ...faultyGradient({ map: tf.abs }), linear: true }),
  },
  {
    fault: 'claims to be complete, but is input × gradient',
    failing: ['completeness'],
    promises: { linear: true, complete: {} },
    create: () => faultyGradient({ map: (map, inputs) => tf.mul(map, inputs) }),
  },
  {
    fault: 'is as incomplete as it declares, but reports gaps of zero',
    failing: ['completeness'],
    promises: { complete: { tolerance: 10 } },
    create: () =>
      faultyGradient({
        map: (map, inputs) => tf.mul(map, inputs),
        gaps: (maps) => maps.map((map) => tf.zeros([map.shape[0]!])),
      }),
  },
  {
    fault: 'counts progress down',
    failing: ['progress'],
    create: () => faultyGradient({ progress: (share) => 1.5 - share }),
  },
  {
    fault: 'reports percents',
    failing: ['progress'],
    create: () => faultyGradient({ progress: (share) => 100 * share }),
  },
  {
    fault: 'ignores the abort',
    failing: ['abort'],
    create: () => faultyGradient({ checkpoint: async ({ pause }) => pause?.() }),
  },
  {
    fault: 'respects the abort, but never yields to the event loop',
    failing: ['abort'],
    create: () => faultyGradient({ checkpoint: async ({ signal }) => signal?.throwIfAborted() }),
  },
  {
    fault: 'rejects an abort with its own error',
    failing: ['abort'],
    create: () =>
      faultyGradient({
        checkpoint: (run) =>
          checkpoint(run).catch(() => {
            throw new Error('aborted');
          }),
      }),
  },
  {
    fault: 'leaks a tensor',
    failing: ['memory', 'abort', 'errors', 'an asynchronous encoder'],
    create: () => faultyGradient({ begin: () => void tf.scalar(1) }),
  },
  {
    fault: 'keeps a tensor with each explainer',
    failing: ['memory', 'abort', 'errors', 'an asynchronous encoder'],
    create: () => {
      const kept: tf.Tensor[] = [];
      return faultyGradient({
        begin: () => {
          if (kept.length === 0) kept.push(tf.scalar(1));
        },
      });
    },
  },
  {
    fault: 'leaks its maps when a pass fails',
    failing: ['abort', 'errors'],
    create: () => faultyGradient({ fail: () => {} }),
  },
  {
    fault: 'swallows errors of the progress callback',
    failing: ['errors'],
    create: () => {
      const inner = faultyGradient({});
      return {
        ...inner,
        attribute: (target, inputs, { onProgress, ...run }) =>
          inner.attribute(target, inputs, {
            ...run,
            onProgress: (progress) => {
              try {
                onProgress?.(progress);
              } catch {}
            },
          }),
      };
    },
  },
  {
    fault: 'leaves a registered gradient behind',
    failing: ['tfjs unchanged'],
    create: () =>
      faultyGradient({
        begin: () => {
          tf.unregisterGradient('Relu');
          tf.registerGradient({ kernelName: 'Relu', gradFunc: (dy) => ({ x: () => dy as tf.Tensor }) });
        },
      }),
  },
  {
    fault: 'sets a flag',
    failing: ['tfjs unchanged'],
    create: () =>
      faultyGradient({
        begin: () => tf.env().set('PROD', true),
      }),
  },
  {
    fault: 'divides the concept vectors by their length, in place',
    failing: ['arguments unchanged', 'a score per sample'],
    create: () =>
      faultyGradient({
        begin: ({ scores }) => {
          for (const { concept } of scores) {
            const length = Math.hypot(...(concept?.vector ?? []));
            concept?.vector.forEach((value, i) => {
              concept.vector[i] = value / length;
            });
          }
        },
      }),
  },
  {
    fault: 'disposes the inputs',
    failing: ['arguments unchanged', 'progress'],
    create: () =>
      faultyGradient({
        end: (maps, inputs) => {
          inputs.dispose();
          return maps;
        },
      }),
  },
  {
    fault: 'changes the weights',
    failing: ['model unchanged', 'repeatability'],
    create: () =>
      faultyGradient({
        begin: ({ encoder }) => {
          for (const { operation } of encoder.graph!.nodes) {
            if (operation.kind !== 'dense') continue;
            const { kernel } = operation;
            tf.tidy(() => (kernel as tf.Variable).assign(tf.mul(kernel, 1 + 1e-7)));
          }
        },
      }),
  },
  {
    fault: 'has the plan of another method',
    failing: ['plan'],
    create: () => ({ ...faultyGradient({}), plan: { times: 'input' } }),
  },
  {
    fault: 'does not await the trace',
    failing: ['an asynchronous encoder'],
    create: () => ({
      name: 'synchronous gradient',
      async attribute({ encoder, scores }, inputs, run) {
        await checkpoint(run);
        const trace = encoder.trace?.(inputs);
        if (trace === undefined || trace instanceof Promise) throw new Error('no trace');
        try {
          return { maps: await scoreGradients(trace, scores, run) };
        } finally {
          trace.dispose();
        }
      },
    }),
  },
  {
    fault: 'applies backward rules without a check that they reach every nonlinearity',
    failing: ['a nonlinearity that rules cannot reach'],
    create: () => {
      const rule = guided();
      const isRelu = activations('relu');
      return {
        name: 'guided backprop without a check',
        async attribute({ encoder, scores }, inputs, run) {
          await checkpoint(run);
          const trace = await encoder.trace?.(inputs);
          if (trace === undefined) throw new Error('no trace');
          try {
            return {
              maps: await scoreGradients(trace, scores, run, (node) => (isRelu(node) ? rule : undefined)),
            };
          } finally {
            trace.dispose();
          }
        },
      };
    },
  },
  {
    fault: 'keeps the scores in a variable of the module',
    failing: ['concurrent calls'],
    create: () =>
      faultyGradient({
        begin: ({ scores }) => {
          latestScores = scores;
        },
        scores: () => latestScores,
      }),
  },
];
