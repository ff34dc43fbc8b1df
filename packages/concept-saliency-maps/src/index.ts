// Types that several of the packages export are named once: two `export *` of one name would be an error.
export type { ImageLayout } from '@csm/core';
export * from '@csm/core';
export type { ChannelOptions } from '@csm/evaluate';
export * from '@csm/evaluate';
export * from '@csm/explainers';
export * from '@csm/render';
