import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { expectNoOverlap, parseSvg } from '../../test/no-overlap.js';
import { overlay } from '../pictures/overlay.js';
import { pngDataUri } from '../pictures/png.js';
import { renderImage } from '../pictures/render-image.js';
import { channelFigure } from './channel-figure.js';

const inputs = ndarray(
  Float32Array.from({ length: 3 * 48 }, (_, i) => Math.abs(Math.sin(7.1 * i))),
  [3, 4, 4, 3],
);
const corner = [
  [0, 2],
  [1, 4],
  [0, 3],
] as const;
const whole = [
  [0, 4],
  [0, 4],
  [0, 3],
] as const;
const found = {
  ranking: [
    { channel: 7, share: 0.4213 },
    { channel: 2, share: 0.004 },
  ],
  channels: [
    {
      channel: 7,
      examples: [
        { input: 2, relevance: 1.5, receptiveField: corner },
        { input: 0, relevance: 0.25, receptiveField: whole },
      ],
    },
    { channel: 2, examples: [{ input: 1, relevance: 0.125, receptiveField: corner }] },
  ],
};
const mapOf = (count: number, seed: number) =>
  ndarray(
    Float32Array.from({ length: count * 48 }, (_, i) => Math.sin(seed + 3.3 * i)),
    [count, 4, 4, 3],
  );
const maps = [mapOf(2, 1), mapOf(1, 2)];

const pictures = (svg: string) =>
  [...parseSvg(svg).getElementsByTagName('image')]
    .filter((image) => image.getAttribute('height') !== '10')
    .map((image) => image.getAttribute('href'));
const texts = (svg: string) =>
  [...parseSvg(svg).getElementsByTagName('text')].map((text) => text.textContent).join(' ');
/** Rows 0 and 1 and columns 1 to 3 of a picture, drawn alone. */
const cornerOf = (input: number) =>
  pngDataUri(
    renderImage(
      ndarray(inputs.pick(input).hi(2, 4, 3).lo(0, 1, 0).data, [2, 3, 3], [12, 3, 1], 48 * input + 3),
    ),
  );

describe('channelFigure', () => {
  it('draws a row per channel with its share, and each example cropped to its receptive field', () => {
    const svg = channelFigure({ title: 'Hats', found, inputs });
    expect(pictures(svg)).toEqual([cornerOf(2), pngDataUri(renderImage(inputs.pick(0))), cornerOf(1)]);
    for (const text of [
      'Hats',
      'channel 7, 42 % of the',
      'channel 2, 0.4 % of',
      'input 2,',
      'relevance 1.5',
    ]) {
      expect(texts(svg)).toContain(text);
    }
    expectNoOverlap(svg);
  });

  it('draws whole pictures with the outline of the receptive field, and the maps of a channel on one scale', () => {
    const svg = channelFigure({ found, inputs, maps, receptiveField: 'outline' });
    // 16 pixels: the percentiles of a map lie between its extremes.
    const sums = maps.map(({ data, shape }) =>
      Array.from({ length: shape[0]! * 16 }, (_, i) => data[3 * i]! + data[3 * i + 1]! + data[3 * i + 2]!),
    );
    const percentile = (values: readonly number[], share: number) => {
      const sorted = values.toSorted((a, b) => a - b);
      const at = share * (sorted.length - 1);
      const [below = 0, above = 0] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
      return below + (at % 1) * (above - below);
    };
    const limit = (values: readonly number[]) =>
      Math.max(Math.abs(percentile(values, 0.005)), Math.abs(percentile(values, 0.995)));
    const limits = [
      Math.max(limit(sums[0]!.slice(0, 16)), limit(sums[0]!.slice(16))),
      limit(sums[1]!),
    ] as const;
    const over = (input: number, c: 0 | 1, at: number) =>
      pngDataUri(overlay(inputs.pick(input), maps[c]!.pick(at), { limit: limits[c] }));
    const picture = (input: number) => pngDataUri(renderImage(inputs.pick(input)));
    expect(pictures(svg)).toEqual([
      ...[picture(2), picture(0), over(2, 0, 0), over(0, 0, 1)],
      ...[picture(1), over(1, 1, 0)],
    ]);
    for (const text of ['receptive field', 'through channel 7', 'raises the score']) {
      expect(texts(svg)).toContain(text);
    }
    expectNoOverlap(svg);
  });

  it('draws channels-first and grey pictures, fewer examples, channels without any, and maps of zeros', () => {
    const turn = <Example extends { receptiveField: typeof corner | typeof whole }>(example: Example) => {
      const [rows, columns, channels] = example.receptiveField;
      return { ...example, receptiveField: [channels, rows, columns] };
    };
    const turned = {
      ...found,
      channels: found.channels.map((each) => ({ ...each, examples: each.examples.map(turn) })),
    };
    const first = channelFigure({
      ...{ found: turned, inputs: inputs.transpose(0, 3, 1, 2), layout: 'channelsFirst' },
      maps: maps.map((map) => map.transpose(0, 3, 1, 2)),
    });
    expect(first).toBe(channelFigure({ found, inputs, maps }));
    const one = channelFigure({ found, inputs, examples: 1 });
    expect(pictures(one)).toEqual([cornerOf(2), cornerOf(1)]);
    const grey = {
      ranking: found.ranking,
      channels: [
        { channel: 3, examples: [] },
        { channel: 2, examples: [{ input: 0, relevance: 1, receptiveField: corner.slice(0, 2) }] },
      ],
    };
    const svg = channelFigure({
      found: grey,
      inputs: inputs.pick(null, null, null, 0),
      maps: [undefined, ndarray(new Float32Array(16), [1, 4, 4])],
    });
    expect(pictures(svg)).toHaveLength(2);
  });

  it.each<[string, () => string]>([
    [
      'channelFigure: the examples must be among the 1 inputs; channel 7 has input 2;',
      () => channelFigure({ found, inputs: inputs.hi(1, 4, 4, 3) }),
    ],
    [
      'channelFigure: the receptive field of input 2 for channel 7 must be a part of an input of shape [4,3,3]; got [[0,2],[1,4],[0,3]];',
      () => channelFigure({ found, inputs: inputs.hi(3, 4, 3, 3) }),
    ],
    [
      'channelFigure: the maps of channel 7 must have shape [2, 4, 4, 3]; got [1, 4, 4, 3]',
      () => channelFigure({ found, inputs, maps: [mapOf(1, 1), mapOf(1, 1)] }),
    ],
    [
      'channelFigure: maps must have one entry per channel, 2; got 1.',
      () => channelFigure({ found, inputs, maps: [mapOf(2, 1)] }),
    ],
    [
      'channelFigure, maps[1]: expected an ndarray; got undefined.',
      () => channelFigure({ found, inputs, maps: [mapOf(2, 1), undefined] }),
    ],
    [
      'channelFigure: found must have at least one example; got 0 channels without any.',
      () => channelFigure({ found: { ranking: [], channels: [] }, inputs }),
    ],
    ['channelFigure: found must be the result of', () => channelFigure({ inputs } as never)],
    ['channelFigure: inputs must be pictures', () => channelFigure({ found, inputs: inputs.pick(0, 0) })],
    ['channelFigure: unknown option "map"', () => channelFigure({ found, inputs, map: [] } as never)],
    ['channelFigure: examples must be', () => channelFigure({ found, inputs, examples: 0 })],
    [
      'channelFigure: receptiveField must be',
      () => channelFigure({ found, inputs, receptiveField: 'frame' as never }),
    ],
  ])('rejects: %s', (message, draw) => {
    expect(draw).toThrow(message);
  });
});
