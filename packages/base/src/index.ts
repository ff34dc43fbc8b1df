export { checkList, checkNdarray, checkShape } from './checks/check-array.js';
export {
  type CountLimits,
  checkBatchSize,
  checkCount,
  checkPositive,
  checkSeed,
  type PositiveLimits,
} from './checks/check-number.js';
export { checkBoolean, checkOneOf } from './checks/check-one-of.js';
export { checkOptions, checkRequiredOptions, type KnownOptions } from './checks/check-options.js';
export { checkPath } from './checks/check-path.js';
export { checkFunction, checkOptionalFunction, checkSignal, checkWatchers } from './checks/check-watchers.js';
export { nearest } from './checks/nearest.js';
export { nesting } from './checks/nesting.js';
export { sentence } from './checks/sentence.js';
export { shown } from './checks/shown.js';
export { someNames } from './checks/some-names.js';
export { isNdarray, typeName } from './checks/type-name.js';
export { validNames } from './checks/valid-names.js';
export {
  type Coded,
  type ErrorCode,
  invalidArgument,
  invalidFile,
  notFinite,
  trainingDiverged,
  unsupportedModel,
} from './errors.js';
export { diskMeaning } from './files/disk-meaning.js';
export { distinctNames, fileName } from './files/file-name.js';
export { LIKENESS_BYTES, type Likeness, likeness } from './files/likeness.js';
export { unreadableFile } from './files/unreadable-file.js';
export { isMissingPackage } from './is-missing-package.js';
export { disposalNamed, withDisposalNamed } from './models/disposal-named.js';
export {
  checkModelNotDisposed,
  isDisposedModel,
  modelDisposed,
  weightsOfModel,
} from './models/model-disposal.js';
export { contiguous } from './ndarray/contiguous.js';
export { rowMajor } from './ndarray/row-major.js';
export { rows } from './ndarray/rows.js';
export { size } from './ndarray/size.js';
export { CHANNEL_OPTIONS, type ChannelOptions, checkChannelOptions } from './pictures/channel-options.js';
export { gaussianKernel, mirroredIndex } from './pictures/gaussian-kernel.js';
export { channelsLast, checkLayout, type ImageLayout, pictureLayout } from './pictures/image-layout.js';
export { keyedNormal } from './random/keyed-normal.js';
export { keyedRandom } from './random/keyed-random.js';
export { standardNormal } from './random/standard-normal.js';
export type { Progress } from './run/progress.js';
export { warnOnce } from './run/warn-once.js';
export { warnOncePerKind } from './run/warn-once-per-kind.js';
export { eventLoopYielder, yieldToEventLoop } from './run/yield-to-event-loop.js';
export { jansenIndices, type TotalIndices } from './sobol/jansen-indices.js';
export { type SobolDesign, sobolDesign } from './sobol/sobol-design.js';
export { benjaminiHochberg } from './statistics/benjamini-hochberg.js';
export { cholesky, solveCholesky } from './statistics/cholesky.js';
export { continuedFraction } from './statistics/continued-fraction.js';
export { cosineBetween } from './statistics/cosine-between.js';
export { dot } from './statistics/dot.js';
export { erfc } from './statistics/erfc.js';
export { evenlySpaced } from './statistics/evenly-spaced.js';
export { largest, smallest } from './statistics/extremes.js';
export { gramMatrix } from './statistics/gram-matrix.js';
export { isConstant } from './statistics/is-constant.js';
export { isRounding } from './statistics/is-rounding.js';
export { mean } from './statistics/mean.js';
export { meanOfRows } from './statistics/mean-of-rows.js';
export { norm } from './statistics/norm.js';
export { pearson } from './statistics/pearson.js';
export { ranks } from './statistics/ranks.js';
export { spearman } from './statistics/spearman.js';
export { subtractProjections } from './statistics/subtract-projections.js';
export { standardDeviation, variance } from './statistics/variance.js';
