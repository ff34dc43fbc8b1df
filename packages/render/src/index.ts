export type { ColorBar } from './colour/color-bar.js';
export { type ColorMap, type ColorMapName, colorMaps } from './colour/color-map.js';
export {
  type DisplayRange,
  type DisplayRangeOptions,
  displayRange,
  type MapKind,
} from './colour/display-range.js';
export type { MapScaleOptions } from './colour/scaled-map.js';
export { maskOutline } from './pictures/outline.js';
export { type OverlayOptions, overlay } from './pictures/overlay.js';
export { encodePng, pngDataUri } from './pictures/png.js';
export { type RenderImageOptions, renderImage } from './pictures/render-image.js';
export { type RenderMapOptions, renderMap } from './pictures/render-map.js';
export type { RgbaImage } from './pictures/rgba-image.js';
export { upscale } from './pictures/upscale.js';
export { type EvaluationPlotOptions, evaluationPlot, type MeasuredMethod } from './plots/evaluation-plot.js';
export { type HistogramGridOptions, histogramGrid, type ScoreHistogram } from './plots/histogram-grid.js';
export { type LossCurveEpoch, type LossCurveOptions, lossCurve } from './plots/loss-curve.js';
export { type MatrixMapOptions, matrixMap } from './plots/matrix-map.js';
export { type PanelOptions, panel } from './plots/panel.js';
export type { PanelCell } from './plots/panel-cell.js';
export type { SpotValues } from './tissue/spot-colors.js';
export { spotMap } from './tissue/spot-map.js';
export type { SpotMapOptions } from './tissue/spot-map-options.js';
