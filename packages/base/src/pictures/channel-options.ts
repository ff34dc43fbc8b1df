import { checkOneOf } from '../checks/check-one-of.js';
import { checkLayout, type ImageLayout } from './image-layout.js';

/** How the channels of maps of pictures become one number per pixel. */
export interface ChannelOptions {
  /**
   * `'sum'` (default): Σ m over the channels, with sign. `'sumOfMagnitudes'`: Σ |m|, so that channels of opposite signs do not
   * cancel; it is never negative.
   */
  readonly channels?: 'sum' | 'sumOfMagnitudes' | undefined;
  /**
   * Order of the axes of pictures: `layout` of the explanation. Default: channels last; shapes that look like channels first,
   * such as `[3, 64, 64]`, are rejected.
   */
  readonly layout?: ImageLayout | undefined;
}

/** The names of the options, for `checkOptions`. */
export const CHANNEL_OPTIONS = { channels: true, layout: true } as const;

/** @throws if an option is invalid. */
export function checkChannelOptions(caller: string, { channels, layout }: ChannelOptions): void {
  if (channels !== undefined) checkOneOf(caller, 'channels', channels, ['sum', 'sumOfMagnitudes']);
  checkLayout(caller, layout);
}
