// The layouts of values: which axis of a node's tensor is which of ONNX's axes.
export { type Aligned, aligned } from './layout/aligned.js';
export { alongside, fitsAlongside } from './layout/alongside.js';
export { arranged, channelsLast, inOnnxOrder, lastAxis, singleAxis } from './layout/arranged.js';
export { hasChannelsLast, leaderOf } from './layout/leader.js';
export { reshaped } from './layout/reshaped.js';
export { hasSamples, nodeAxes, nodeAxis, ownAxes, SAMPLES } from './layout/samples-axis.js';
export { transposed } from './layout/transposed.js';
export { withRank } from './layout/with-rank.js';
