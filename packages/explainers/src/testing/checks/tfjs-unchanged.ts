import { engine, env, getBackend, getGradient, getKernelsForBackend } from '@tensorflow/tfjs-core';
import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { rejectionOf } from '../rejection.js';
import { samplesFor, scoresFor } from '../samples.js';
import { violation } from '../violation.js';
import { watchedEncoder } from '../watched-encoder.js';

/**
 * The state that all users of tfjs share does not change: backend, flags, kernels, registered gradients, open scopes and tapes;
 * even if the encoder throws.
 */
export const tfjsUnchanged: Check = {
  name: 'tfjs unchanged',
  async run({ encoder, create }) {
    const scores = scoresFor(encoder, 2);
    const samples = samplesFor(encoder, 2);
    let passes = 0;
    const counted = watchedEncoder(encoder, () => {
      passes += 1;
    });
    const before = tfjsState();
    await attributeOnHost(create(), { encoder: counted, scores }, samples);
    expectSameState('attribute', before);

    const throwing = watchedEncoder(encoder, (pass) => {
      if (pass === passes) throw violation('test', 'an error', 'this one');
    });
    await rejectionOf(() => attributeOnHost(create(), { encoder: throwing, scores }, samples));
    expectSameState('attribute, the encoder throwing in its last pass', before);
  },
};

function tfjsState(): Map<string, unknown> {
  const { scopeStack, gradientDepth, kernelDepth, profiling } = engine().state;
  const backend = getBackend();
  const kernels = getKernelsForBackend(backend);
  return new Map<string, unknown>([
    ['the backend', backend],
    ['the number of open scopes', scopeStack.length],
    ['the depth of tapes', gradientDepth],
    ['the depth of kernels', kernelDepth],
    ['profiling', profiling],
    ['the number of kernels', kernels.length],
    ...kernels.map(({ kernelName, kernelFunc }) => [`the kernel ${kernelName}`, kernelFunc] as const),
    ...kernels.map(
      ({ kernelName }) => [`the gradient of ${kernelName}`, getGradient(kernelName)?.gradFunc] as const,
    ),
    ...Object.entries(env().getFlags()).map(([flag, value]) => [`the flag ${flag}`, value] as const),
  ]);
}

function expectSameState(what: string, before: ReadonlyMap<string, unknown>): void {
  const after = tfjsState();
  // tfjs evaluates a flag when it is first read, so new flags are not a change.
  const changed = [...before.keys()].filter((name) => before.get(name) !== after.get(name));
  if (changed.length > 0) {
    throw violation(what, 'the state of tfjs not to change', `a change of ${changed.join(', ')}`);
  }
}
