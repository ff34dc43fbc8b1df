import { notFinite } from '@csm/base';
import type { Encoder } from '@csm/core';
import { min, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Checks inputs with noise for an encoder that begins with ln(1 + x), as encoders of counts do: it is not a number at −1 and below, and
 * some backends pass on 0 instead, so that the map would look right.
 *
 * @param noisy inputs after the noise, borrowed.
 * @throws if one of them is −1 or less.
 */
export async function checkLogarithm(
  caller: string,
  { graph }: Pick<Encoder, 'graph'>,
  noisy: Tensor,
): Promise<void> {
  const logarithm = graph?.nodes.find(
    ({ operation, inputs }) =>
      operation.kind === 'elementwise' && operation.function === 'log1p' && inputs.includes(graph.input),
  );
  if (logarithm === undefined) return;
  const least = min(noisy);
  try {
    const [value = 0] = await least.data<'float32'>();
    if (value > -1) return;
    throw notFinite(
      `${caller}: the noise must leave all inputs above −1, because the encoder begins with ln(1 + x) ("${logarithm.name}"), which is not a number ` +
        `below; it made one of ${Number(value.toPrecision(3))}; use less noise, or explain ln(1 + x): make the encoder with { input: 'log1p' }, or what the output of its logarithm is called, and pass it ln(1 + counts).`,
    );
  } finally {
    least.dispose();
  }
}
