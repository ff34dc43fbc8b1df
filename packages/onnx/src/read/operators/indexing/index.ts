import type { OperatorReader } from '../../reading.js';
import { argMax, argMin } from './arg-max.js';
import { compress } from './compress.js';
import { cumulativeSum } from './cumulative-sum.js';
import { gather } from './gather.js';
import { gatherElements } from './gather-elements.js';
import { gatherND } from './gather-nd.js';
import { oneHot } from './one-hot.js';
import { reverseSequence } from './reverse-sequence.js';
import { scatterElements, scatterND } from './scatter.js';
import { slice } from './slice.js';
import { topK } from './top-k.js';
import { trilu } from './trilu.js';

/** Operators that take, place or find numbers by their positions. */
export const indexing: Readonly<Record<string, OperatorReader>> = {
  ArgMax: argMax,
  ArgMin: argMin,
  Compress: compress,
  CumSum: cumulativeSum,
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherND,
  OneHot: oneHot,
  ReverseSequence: reverseSequence,
  Scatter: scatterElements,
  ScatterElements: scatterElements,
  ScatterND: scatterND,
  Slice: slice,
  TopK: topK,
  Trilu: trilu,
};
