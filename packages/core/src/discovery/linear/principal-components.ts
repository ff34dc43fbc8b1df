import { checkCount, checkOptions, checkWatchers, eventLoopYielder, invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkpoint } from '../../explain/run.js';
import type { DiscoveredConcepts } from '../discovered-concepts.js';
import { latentRows } from '../latent-rows.js';
import { linearConcepts } from './linear-concepts.js';
import { principalAxes } from './principal-axes.js';

/** Options of {@link principalComponents}. */
export interface PrincipalComponentsOptions {
  /** The number of components. Default: all with any variance. */
  readonly count?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds concepts by principal component analysis: the directions of the largest variance, each orthogonal to all others. The code of a component is
 * vⱼ · (z − z̄), with vⱼ of length 1 and z̄ the mean latent.
 *
 * A large variance does not make a direction meaningful, and the rotation among components of similar variance is arbitrary. The sign of a component is
 * chosen so that the skewness of its code is positive: few examples have a high code.
 *
 * Source: Pearson 1901; Hotelling 1933. Costs O(n L² + L³) for n latents of L numbers.
 *
 * @param latents `[n, latentSize]`, as `encode` returns them.
 * @throws if the latents are fewer than two, not finite or all equal, or if `count` exceeds the number of directions along which they vary.
 *
 * @example
 * const found = await principalComponents(await encode(encoder, images), { count: 10 });
 * const maps = await explain(encoder, found.scores, images, gradient());
 * @category Discover concepts
 */
export async function principalComponents(
  latents: NdArray,
  options: PrincipalComponentsOptions = {},
): Promise<DiscoveredConcepts> {
  const caller = 'principalComponents';
  checkOptions<PrincipalComponentsOptions>(caller, options, { count: true, signal: true });
  checkWatchers(caller, options);
  const { count, signal } = options;
  if (count !== undefined) checkCount(caller, 'count', count);
  const found = latentRows(caller, latents);
  const run = { signal, pause: eventLoopYielder() };
  const { axes } = await principalAxes(found, () => checkpoint(run));
  const some = axes.slice(0, checkDirections(caller, count, axes.length));
  return linearConcepts('PCA', found, { filters: some, directions: some }, run);
}

/** The number of components. @throws if it exceeds the number of directions along which the latents vary. */
export function checkDirections(caller: string, count: number | undefined, directions: number): number {
  if (count === undefined || count <= directions) return count ?? directions;
  throw invalidArgument(
    `${caller}: count must be at most the number of directions along which the latents vary, ${directions}; got ${count}.`,
  );
}
