import { conceptVector, type Encoder, encode, explain, graphEncoder } from '@csm/core';
import * as methods from '@csm/explainers';
import ndarray from 'ndarray';
import { float64Model, type Numbers } from './float64-model.js';
import type { LoadedModel } from './load-model.js';
import type { PublishedModel } from './models.js';

/** Every method with its default options; those without a default fit the input's shape. */
export const METHODS = {
  gradient: () => methods.gradient(),
  inputXGradient: () => methods.inputXGradient(),
  smoothGrad: () => methods.smoothGrad(methods.gradient()),
  integratedGradients: () => methods.integratedGradients(),
  gradientShap: (shape: readonly number[]) => methods.gradientShap({ baselines: greys(shape) }),
  occlusion: ([height = 1, width = 1, channels = 1]: readonly number[]) =>
    methods.occlusion({ window: [Math.ceil(height / 6), Math.ceil(width / 6), channels] }),
  guidedBackprop: () => methods.guidedBackprop(),
  deconvnet: () => methods.deconvnet(),
  rectifiedGradient: () => methods.rectifiedGradient(),
  epsilonLrp: () => methods.epsilonLrp(),
  deepLift: () => methods.deepLift(),
} as const;

/** A black, a grey and a white picture. */
function greys(shape: readonly number[]): ndarray.NdArray<Float32Array> {
  const size = shape.reduce((total, length) => total * length, 1);
  const values = Float32Array.from({ length: 3 * size }, (_, i) => Math.floor(i / size) / 2);
  return ndarray(values, [3, ...shape]);
}

export type MethodName = keyof typeof METHODS;

/** What a method did: a map, its completeness gap as a share of the difference of scores, or the beginning of its refusal. */
export interface Outcome {
  readonly result: 'map' | 'zero' | 'refused';
  readonly gap?: number;
  readonly message?: string;
  readonly warnings: readonly string[];
}

/** A smooth picture from 0 to 1, like a face in front of a background. */
export function picture(shape: readonly number[], phase: number): Float32Array {
  const [height = 1, width = 1, channels = 1] = shape;
  return Float32Array.from({ length: height * width * channels }, (_, i) => {
    const channel = i % channels;
    const column = Math.floor(i / channels) % width;
    const row = Math.floor(i / channels / width);
    const [u, v] = [column / width - 0.5, row / height - 0.5];
    const face = Math.exp(-8 * (u * u + v * v));
    const texture = Math.sin(9 * u + phase + channel) * Math.cos(7 * v - phase) + Math.sin(31 * (u + v));
    return 0.15 + 0.55 * face + 0.08 * texture + 0.05 * channel;
  });
}

/** Runs every method on one picture. */
export async function runMethods(
  encoder: Encoder,
  names: readonly MethodName[],
): Promise<Record<string, Outcome>> {
  const concept = conceptVector('c', signs(encoder.latentSize, 3));
  const inputs = ndarray(picture(encoder.inputShape, 1), [1, ...encoder.inputShape]);
  const outcomes: Record<string, Outcome> = {};
  for (const name of names) {
    const warnings: string[] = [];
    try {
      const onWarning = (message: string) => warnings.push(message);
      const { maps, completenessGaps } = await explain(
        encoder,
        concept,
        inputs,
        METHODS[name](encoder.inputShape),
        {
          onWarning,
        },
      );
      const sum = maps.data.reduce((total, value) => total + value, 0);
      const gap = completenessGaps?.data[0];
      const isZero = maps.data.every((value) => value === 0);
      outcomes[name] = {
        result: isZero ? 'zero' : 'map',
        warnings,
        ...(gap !== undefined && { gap: Math.abs(gap / (sum + gap)) }),
      };
    } catch (error) {
      outcomes[name] = { result: 'refused', message: (error as Error).message, warnings };
    }
  }
  return outcomes;
}

/** The largest deviations from float64, as shares of the largest number: of the latents, and of the gradient in three directions. */
export async function deviations(
  { nodes, weights }: LoadedModel,
  { output }: PublishedModel,
  encoder: Encoder,
  defaultOutput: string,
): Promise<{ latents: number; gradient: number }> {
  const run = float64Model(nodes, weights, output ?? defaultOutput);
  const image = picture(encoder.inputShape, 1);
  const shape = [1, ...encoder.inputShape];
  const at = (data: Float64Array): Numbers => run({ shape, data });
  const exact = at(Float64Array.from(image)).data;
  const inputs = ndarray(image, shape);
  const latents = (await encode(encoder, inputs)).data;
  const largest = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const offLatents = exact.reduce((most, value, i) => Math.max(most, Math.abs(value - latents[i]!)), 0);

  const vector = signs(encoder.latentSize, 3);
  const { maps } = await explain(encoder, conceptVector('c', vector), inputs, methods.gradient());
  const norm = Math.sqrt(maps.data.reduce((total, value) => total + value * value, 0));
  const score = (data: Float64Array) => at(data).data.reduce((sum, value, i) => sum + value * vector[i]!, 0);
  let offGradient = 0;
  for (const seed of [11, 12, 13]) {
    const direction = signs(image.length, seed);
    // Small enough to pass almost no kink; in float64 the difference keeps about seven digits.
    const h = 1e-8;
    const moved = (by: number) => Float64Array.from(image, (value, i) => value + by * direction[i]!);
    const difference = (score(moved(h)) - score(moved(-h))) / (2 * h);
    const found = maps.data.reduce((sum, value, i) => sum + value * direction[i]!, 0);
    // A direction of this length meets a gradient of this norm with a product of about this size.
    offGradient = Math.max(offGradient, Math.abs(found - difference) / norm);
  }
  return { latents: offLatents / largest, gradient: offGradient };
}

/** Pseudo-random numbers of ±1. */
function signs(count: number, seed: number): number[] {
  let state = seed >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >= 2 ** 31 ? 1 : -1;
  });
}

export { graphEncoder };
