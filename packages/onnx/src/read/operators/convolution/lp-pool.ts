import { channelsLast } from '../../layout.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { addOnImages, imagesOf, ofImage } from './images.js';
import { pooledPlaces } from './pooled-places.js';
import { windowsOf } from './windows.js';

/** LpPool: the p-norm of each window; padded cells are zeros. */
export const lpPool: OperatorReader = (at) => {
  const kernel = at.numbers('kernel_shape');
  if (kernel === undefined) throw at.refuse('expected an attribute kernel_shape.');
  const powers = powersOf(at, at.value(0));
  const images = imagesOf(at, powers);
  const { places, channels } = images;
  if (places.length > 2) throw at.refuse(`expected signals or images; got [${powers.shape}].`);
  const { strides, dilations, pads, beyond, output } = windowsOf(at, places, kernel);
  const [height, width] = ofImage(kernel, 1);
  const padding = pads.map(([before, after], i) => [before, after + (beyond[i] ?? 0)] as const);
  const sums = addOnImages(
    at,
    images,
    {
      kind: 'depthwiseConvolution',
      strides: ofImage(strides, 1),
      dilations: ofImage(dilations, 1),
      padding: ofImage<readonly [number, number]>(padding, [0, 0]),
      kernel: at.weight(new Float32Array(height * width * channels).fill(1), [height, width, channels, 1]),
    },
    output,
    channels,
  );
  return rootOf(at, sums);
};

/** GlobalLpPool: the p-norm over all places. */
export const globalLpPool: OperatorReader = (at) => {
  const value = channelsLast(at, powersOf(at, at.value(0)));
  const { axes, result } = pooledPlaces(at, value);
  return rootOf(at, at.add({ kind: 'reduction', reduction: 'sum', axes }, [value], result, 'sum'));
};

/** |x|ᵖ */
function powersOf(at: Reading, value: Value): Value {
  const p = exponentOf(at);
  const whole = at.addAlike({ kind: 'elementwise', function: 'abs' }, [value], 'abs');
  return p === 1
    ? whole
    : at.addAlike({ kind: 'elementwise', function: 'power', exponent: p }, [whole], 'power');
}

function rootOf(at: Reading, sums: Value): Value {
  const p = exponentOf(at);
  return p === 1 ? sums : at.addAlike({ kind: 'elementwise', function: 'power', exponent: 1 / p }, [sums]);
}

function exponentOf(at: Reading): number {
  const p = at.number('p', 2);
  if (p > 0) return p;
  throw at.refuse(`expected a positive p; got ${p}.`);
}
