import {
  checkCount,
  checkList,
  checkNdarray,
  checkOneOf,
  checkOptions,
  checkShape,
  type ImageLayout,
  invalidArgument,
  pictureLayout,
  shown,
  typeName,
} from '@csm/base';
import type { NdArray } from 'ndarray';

/** An input that shows a channel, and the part of it that the channel sees. */
export interface DrawnExample {
  /** Index among the inputs. */
  readonly input: number;
  /** Relevance of the channel for this input. */
  readonly relevance: number;
  /** `[from, to)` along each axis of the input. */
  readonly receptiveField: readonly (readonly [from: number, to: number])[];
}

/** Channels that can be drawn; `relevanceMaximisation` of `@csm/explainers` returns them. */
export interface DrawnChannels {
  /** The share of each channel in the relevance, from 0 to 1. */
  readonly ranking: readonly { readonly channel: number; readonly share: number }[];
  /** The channels that are drawn, with their examples. */
  readonly channels: readonly { readonly channel: number; readonly examples: readonly DrawnExample[] }[];
}

/** Options of `channelFigure`. */
export interface ChannelFigureOptions {
  readonly title?: string | undefined;
  /** The result of `relevanceMaximisation`. */
  readonly found: DrawnChannels;
  /** The inputs that were given to it, `[n, height, width, channels]` or `[n, height, width]`, as for `renderImage`. */
  readonly inputs: NdArray;
  /**
   * For each channel, the maps of its examples in their order, `[examples, ...inputShape]`, such as those of `conceptRelevance`; undefined for a
   * channel without examples. Default: no maps.
   */
  readonly maps?: readonly (NdArray | undefined)[] | undefined;
  /** Number of examples per channel, at most. Default: all. */
  readonly examples?: number | undefined;
  /**
   * `'crop'`: only the receptive field of the most relevant position is drawn. `'outline'`: the whole picture, with the outline of this
   * part. Default `'crop'`.
   */
  readonly receptiveField?: 'crop' | 'outline' | undefined;
  /** The values of pictures that are drawn as black and as full intensity, as for `renderImage`. Default [0, 1]. */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** Order of the axes. Default: channels last; shapes that look like channels first are rejected. */
  readonly layout?: ImageLayout | undefined;
  /** Width of a picture in pixels, as for `panel`. */
  readonly cellSize?: number | undefined;
}

const CALLER = 'channelFigure';

/**
 * @returns the layout of the inputs.
 * @throws unless each example is one of the inputs and has a part of it, and the maps have the shape of the examples.
 */
export function checkChannelFigure(options: ChannelFigureOptions): ImageLayout {
  checkOptions(CALLER, options, {
    ...{ title: true, found: true, inputs: true, maps: true, examples: true },
    ...{ receptiveField: true, range: true, layout: true, cellSize: true },
  });
  const { found, inputs, maps, examples, receptiveField = 'crop' } = options;
  if (!Array.isArray(found?.channels) || !Array.isArray(found.ranking)) {
    throw invalidArgument(
      `${CALLER}: found must be the result of relevanceMaximisation; got ${typeName(found)}.`,
    );
  }
  checkNdarray(`${CALLER}, inputs`, inputs);
  const [count = 0, ...shape] = inputs.shape;
  if (shape.length !== 2 && shape.length !== 3) {
    throw invalidArgument(
      `${CALLER}: inputs must be pictures, [n, height, width] or [n, height, width, channels]; got shape [${inputs.shape}].`,
    );
  }
  if (examples !== undefined) checkCount(CALLER, 'examples', examples);
  checkOneOf(CALLER, 'receptiveField', receptiveField, ['crop', 'outline']);
  if (found.channels.every((each) => each.examples.length === 0)) {
    throw invalidArgument(
      `${CALLER}: found must have at least one example; got ${found.channels.length} channels without any.`,
    );
  }
  for (const each of found.channels) {
    for (const example of each.examples) checkExample(each.channel, example, count, shape);
  }
  if (maps !== undefined) checkMaps(found, maps, shape);
  return pictureLayout(CALLER, 'the inputs', shape, options.layout);
}

function checkExample(
  channel: number,
  { input, receptiveField }: DrawnExample,
  count: number,
  shape: readonly number[],
): void {
  if (!(Number.isInteger(input) && input >= 0 && input < count)) {
    throw invalidArgument(
      `${CALLER}: the examples must be among the ${count} inputs; channel ${channel} has input ${shown(input)}; pass the inputs of relevanceMaximisation.`,
    );
  }
  const isPart =
    receptiveField.length === shape.length &&
    receptiveField.every(([from, to], axis) => from >= 0 && from < to && to <= (shape[axis] ?? 0));
  if (isPart) return;
  throw invalidArgument(
    `${CALLER}: the receptive field of input ${input} for channel ${channel} must be a part of an input of shape [${shape}]; got ` +
      `[${receptiveField.map((range) => `[${range}]`)}]; pass the inputs of relevanceMaximisation.`,
  );
}

function checkMaps(
  { channels }: DrawnChannels,
  maps: readonly (NdArray | undefined)[],
  shape: readonly number[],
): void {
  checkList(CALLER, 'maps', maps);
  if (maps.length !== channels.length) {
    throw invalidArgument(
      `${CALLER}: maps must have one entry per channel, ${channels.length}; got ${maps.length}.`,
    );
  }
  for (const [c, { channel, examples }] of channels.entries()) {
    const own = maps[c];
    if (own === undefined && examples.length === 0) continue;
    checkNdarray(`${CALLER}, maps[${c}]`, own as NdArray);
    checkShape(CALLER, `the maps of channel ${channel}`, (own as NdArray).shape, [examples.length, ...shape]);
  }
}
