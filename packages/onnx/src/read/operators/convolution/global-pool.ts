import { channelsLast } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';

/** GlobalAveragePool and GlobalMaxPool: over all places; they keep axes of length 1. */
const globalPool =
  (kind: 'averagePool' | 'maxPool'): OperatorReader =>
  (at) => {
    const given = at.value(0);
    if (given.shape.length < 3) throw at.refuse(`expected [n, channels, …places]; got [${given.shape}].`);
    const value = channelsLast(at, given);
    const outer = at.outputShape(value);
    const places = given.shape.slice(2);
    const leading = outer.slice(0, outer.length - places.length - 1);
    const [first = 1, channels = 1] = given.shape;
    const shape = [first, channels, ...places.map(() => 1)];
    const [ofFirst = []] = value.axes;
    const axes = [ofFirst, [leading.length + 1], ...places.map(() => [])];
    const outputShape = [...leading, channels];
    if (leading.length === 0) return at.add({ kind, global: true }, [value], { shape, axes, outputShape });
    const reduced = places.map((_, i) => leading.length + 1 + i);
    const reduction = kind === 'averagePool' ? 'mean' : 'maximum';
    return at.add({ kind: 'reduction', reduction, axes: reduced }, [value], { shape, axes, outputShape });
  };

export const globalAveragePool = globalPool('averagePool');
export const globalMaxPool = globalPool('maxPool');
