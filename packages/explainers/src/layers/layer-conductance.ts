import { checkCount, checkOneOf, checkOptions } from '@csm/base';
import type { Encoder } from '@csm/core';
import { type Attribution, checkpoint, type Run, type Target } from '@csm/core/extend';
import {
  add,
  clone,
  dispose,
  mul,
  sub,
  type Tensor,
  type Tensor2D,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { accumulate } from '../attribution/accumulate.js';
import { withSettings } from '../attribution/description.js';
import { attributeFromBaselines, checkBaselines } from '../baselines/attribute-from-baselines.js';
import { isBaselineList } from '../baselines/baseline-tensor.js';
import { checkBaselineList } from '../baselines/check-baseline-list.js';
import { describeBaselines } from '../baselines/describe-baseline.js';
import { completenessGaps, scoreDifferences } from '../path/completeness.js';
import { quadratureRule } from '../path/quadrature.js';
import { reportCompleteness } from '../path/report-completeness.js';
import { isBottleneck } from './bottleneck.js';
import type { LayerConductanceOptions } from './layer-conductance-options.js';
import type { LayerMethod } from './layer-method.js';
import { layerNode } from './layer-names.js';
import { disposeLayerPasses, type LayerPasses, layerPasses } from './layer-passes.js';

/**
 * Conductance of each output h of a hidden layer: the part of the integrated gradients that flows through it,
 * ∫₀¹ ∂s/∂h · dh/dt dt along the straight path from the baseline b to x.
 *
 * If every path through the encoder passes through the layer, the values add up to s(x) − s(b), up to the error of the quadrature:
 * the result has `completenessGaps`, and a warning is given as for `integratedGradients`. Linear in the concept vector.
 *
 * Source: Dhamdhere, Sundararajan & Yan 2018 (arXiv 1805.12233).
 *
 * @throws if steps is not a whole number of at least 1, or a baseline does not fit the input.
 * @category Hidden layers
 */
export function layerConductance(options: LayerConductanceOptions = {}): LayerMethod {
  const caller = 'layerConductance';
  checkOptions<LayerConductanceOptions>(caller, options, { steps: true, baseline: true, form: true });
  const { steps = 50, baseline = 0, form = 'trapezoid' } = options;
  checkCount(caller, 'steps', steps);
  checkOneOf(caller, 'form', form, ['trapezoid', 'captum']);
  const baselines = isBaselineList(baseline) ? baseline : [baseline];
  checkBaselineList(caller, baselines);
  const { points } = quadratureRule(caller, form === 'captum' ? 'gauss-legendre' : form, steps + 1);
  const remedy = () => `take more steps than ${steps}, or use another baseline`;

  return {
    name: 'conductance',
    description: withSettings(
      `conductance, ${steps} steps from ${describeBaselines(baselines)}`,
      form === 'captum' && "Captum's sum",
    ),
    check: (target) => checkBaselines(caller, baselines, target),
    async attribute(target, layer, inputs, run) {
      const found = await attributeFromBaselines(
        caller,
        baselines,
        target,
        inputs,
        run,
        async (part, starts, partRun) => {
          const path = { points, starts, between: form === 'captum' ? atLeft : atMean };
          const { maps, ends } = await pathSums(caller, part, layer, inputs, path, partRun);
          const complete = form === 'trapezoid' && passesAll(caller, part.encoder, layer);
          return completed(part, maps, ends, complete);
        },
      );
      return reportCompleteness(target.scores, found, run, { caller, remedy });
    },
  };
}

function passesAll(caller: string, encoder: Encoder, layer: string): boolean {
  return encoder.graph !== undefined && isBottleneck(encoder.graph, layerNode(caller, encoder, layer));
}

/** The gradient of an interval, from those at its ends. */
type Between = (left: Tensor, right: Tensor) => Tensor;
const atLeft: Between = (left) => left;
const atMean: Between = (left, right) => mul(add(left, right), 0.5);

interface Path {
  /** From 0 to 1. */
  readonly points: readonly number[];
  readonly starts: readonly Tensor[];
  readonly between: Between;
}

/** The latents at the first and the last point of each path. */
interface Ends {
  readonly first: readonly Tensor2D[];
  readonly last: readonly Tensor2D[];
}

/** For each score, the mean over the paths of Σ gradient · change of the layer's output, over the intervals between points. */
async function pathSums(
  caller: string,
  target: Target,
  layer: string,
  inputs: Tensor,
  { points, starts, between }: Path,
  { onProgress, ...run }: Run,
): Promise<{ maps: Tensor[]; ends: Ends }> {
  let maps: Tensor[] = [];
  let left: LayerPasses | undefined;
  const first: Tensor2D[] = [];
  const last: Tensor2D[] = [];
  let done = 0;
  try {
    for (const start of starts) {
      for (const t of points) {
        await checkpoint(run);
        const point = tidy(() => add(mul(start, 1 - t), mul(inputs, t)));
        const right = await layerPasses(caller, target, layer, point, run).finally(() => point.dispose());
        if (maps.length === 0) maps = target.scores.map(() => zerosLike(right.output));
        const { latent } = right;
        if (latent && t === points[0]) first.push(clone(latent));
        if (latent && t === points.at(-1)) last.push(clone(latent));
        if (left && t !== points[0]) {
          const from = left;
          maps = accumulate(
            maps,
            right.cotangents.map((_, k) => k),
            (sum, k) => {
              const gradient = between(from.cotangents[k] as Tensor, right.cotangents[k] as Tensor);
              const part = mul(gradient, sub(right.output, from.output));
              return add(sum, starts.length === 1 ? part : mul(part, 1 / starts.length));
            },
          );
        }
        if (left) disposeLayerPasses(left);
        left = right;
        done += 1;
        onProgress?.({ done, total: points.length * starts.length });
      }
    }
    return { maps, ends: { first, last } };
  } catch (error) {
    dispose([...maps, ...first, ...last]);
    throw error;
  } finally {
    if (left) disposeLayerPasses(left);
  }
}

/** The attribution, with gaps if it is complete. Takes over the maps and the latents. */
function completed(
  { scores }: Target,
  maps: Tensor[],
  { first, last }: Ends,
  complete: boolean,
): Attribution {
  const [latent] = last;
  try {
    if (!complete || !latent) return { maps };
    const differences = scoreDifferences(scores, latent, first);
    try {
      return { maps, latent: clone(latent), completenessGaps: completenessGaps(maps, differences) };
    } finally {
      dispose(differences);
    }
  } finally {
    dispose([...first, ...last]);
  }
}
