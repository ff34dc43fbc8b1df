import { type ImageLayout, largest } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { displayRange } from '../colour/display-range.js';
import { cropped } from '../pictures/cropped.js';
import { overlay } from '../pictures/overlay.js';
import { renderImage } from '../pictures/render-image.js';
import type { RgbaImage } from '../pictures/rgba-image.js';
import { panel } from '../plots/panel.js';
import type { PanelCell } from '../plots/panel-cell.js';
import { threeDigits } from '../svg/three-digits.js';
import {
  type ChannelFigureOptions,
  checkChannelFigure,
  type DrawnExample,
} from './channel-figure-options.js';

/**
 * Draws what the channels of a hidden layer stand for, as a contact sheet: one row per channel, with its share of the relevance and its
 * examples from left to right, the most relevant first. Each example is cropped to the receptive field of the position where the channel is
 * most relevant, or drawn whole with the outline of this part. With `maps`, the relevance that passes through the channel is drawn over each
 * example in a second row; the maps of a channel share one colour scale.
 *
 * The result is one self-contained SVG; `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * Source: Achtibat et al. 2023 (arXiv 2206.03208), the figures of relevance maximisation.
 *
 * @returns an SVG document.
 * @throws if no channel has an example, the examples do not fit the inputs, or a picture or map cannot be drawn.
 *
 * @example
 * const found = await relevanceMaximisation(encoder, concept, images, lrp(), { layer, top: 3, examples: 6 });
 * channelFigure({ title: `${found.name}, channels of ${layer}`, found, inputs: images });
 * @category Figures
 */
export function channelFigure(options: ChannelFigureOptions): string {
  const layout = checkChannelFigure(options);
  const { title, found, inputs, maps, range, cellSize, receptiveField = 'crop' } = options;
  const { examples: most = Number.POSITIVE_INFINITY } = options;
  const columns = largest(found.channels.map(({ examples }) => Math.min(most, examples.length)));
  const cellOf = (image: RgbaImage, example: DrawnExample): PanelCell => {
    const [rows, across] = partOf(example, layout);
    if (receptiveField === 'crop') return { image: cropped(image, rows, across) };
    return { image, outline: maskOf(image, rows, across) };
  };
  const filled = (cells: readonly PanelCell[]) =>
    Array.from({ length: columns }, (_, i): PanelCell | null => cells[i] ?? null);
  const rows = found.channels.flatMap(({ channel, examples }, c) => {
    const some = examples.slice(0, columns);
    const own = maps?.[c];
    const captionOf = ({ input, relevance }: DrawnExample) =>
      `input ${input}, relevance ${threeDigits(relevance)}`;
    const pictures = some.map((example) => ({
      ...cellOf(renderImage(inputs.pick(example.input), { range, layout }), example),
      caption: captionOf(example),
    }));
    const first = { label: `channel ${channel}${shareOf(found, channel)}`, cells: filled(pictures) };
    if (own === undefined) return [first];
    const limit = limitOf(
      some.map((_, i) => own.pick(i)),
      layout,
    );
    const overlays = some.map((example, i) =>
      cellOf(
        overlay(inputs.pick(example.input), own.pick(i), { kind: 'signed', limit, range, layout }),
        example,
      ),
    );
    return [first, { label: `through channel ${channel}`, cells: filled(overlays) }];
  });
  return panel({
    title,
    columns: Array.from({ length: columns }, () => ''),
    rows,
    cellSize,
    outlineLabel: 'receptive field of the most relevant position',
    ...(maps && {
      colorBars: [
        {
          range: [-1, 1],
          ends: ['lowers the score', 'raises the score'],
          label: 'relevance through the channel; each channel has its own scale',
        },
      ],
    }),
  });
}

/** The receptive field along the height and the width. */
function partOf({ receptiveField }: DrawnExample, layout: ImageLayout) {
  const first = layout === 'channelsFirst' && receptiveField.length === 3 ? 1 : 0;
  return receptiveField.slice(first, first + 2) as [readonly [number, number], readonly [number, number]];
}

/** The pixels of a part, `[h, w]`. */
function maskOf(
  { height, width }: RgbaImage,
  [top, bottom]: readonly [number, number],
  [left, right]: readonly [number, number],
): NdArray<Uint8Array> {
  const inside = new Uint8Array(height * width);
  for (let y = top; y < bottom; y++) inside.fill(1, y * width + left, y * width + right);
  return ndarray(inside, [height, width]);
}

/** Such as `, 8.1 % of the relevance`. */
function shareOf({ ranking }: ChannelFigureOptions['found'], channel: number): string {
  const share = ranking.find((ranked) => ranked.channel === channel)?.share;
  return share === undefined ? '' : `, ${Number((100 * share).toPrecision(2))} % of the relevance`;
}

/** The largest limit of the maps; 1 if they are zero. */
function limitOf(maps: readonly NdArray[], layout: ImageLayout): number {
  const limits = maps.map((map) => displayRange(map, { layout }).limit);
  return limits.length > 0 && largest(limits) > 0 ? largest(limits) : 1;
}
