export type { ChannelOptions, ImageLayout } from '@csm/base';
export { certificateFigure } from './certificate/certificate-figure.js';
export type { CertificateFigureOptions } from './certificate/certificate-figure-options.js';
export type { DrawnCertificate, DrawnQuestion, DrawnVerdict } from './certificate/drawn-certificate.js';
export { type ColorMap, type ColorMapName, colorMaps } from './colour/color-map.js';
export {
  type DisplayRange,
  type DisplayRangeOptions,
  displayRange,
  type MapKind,
} from './colour/display-range.js';
export { attributeFigure } from './figures/attribute-figure.js';
export type { AttributeFigureOptions, AttributeRow } from './figures/attribute-figure-options.js';
export { channelFigure } from './figures/channel-figure.js';
export type { ChannelFigureOptions, DrawnChannels, DrawnExample } from './figures/channel-figure-options.js';
export type { MapDisplayOptions } from './figures/map-display.js';
export { methodFigure } from './figures/method-figure.js';
export type { MethodFigureOptions, MethodMap } from './figures/method-figure-options.js';
export { pairFigure } from './figures/pair-figure.js';
export type { DrawnPair, PairFigureOptions } from './figures/pair-figure-options.js';
export { type ReconstructionFigureOptions, reconstructionFigure } from './figures/reconstruction-figure.js';
export { traversalFigure } from './figures/traversal-figure.js';
export type { TraversalFigureOptions, TraversalRow } from './figures/traversal-figure-options.js';
export type { DrawnRanking } from './genes/drawn-ranking.js';
export { geneBars } from './genes/gene-bars.js';
export type { GeneBarsOptions } from './genes/gene-bars-options.js';
export { geneHeatMap } from './genes/gene-heat-map.js';
export type { GeneDots, GeneHeatMapOptions } from './genes/gene-heat-map-options.js';
export { type RankingTableOptions, rankingTable } from './genes/ranking-table.js';
export { volcanoPlot } from './genes/volcano-plot.js';
export type { VolcanoPlotOptions } from './genes/volcano-plot-options.js';
export { type OverlayOptions, overlay } from './pictures/overlay.js';
export { encodePng, pngDataUri } from './pictures/png.js';
export { type RenderImageOptions, renderImage } from './pictures/render-image.js';
export { type RenderMapOptions, renderMap } from './pictures/render-map.js';
export type { DrawnImage, RgbaImage } from './pictures/rgba-image.js';
export { upscale } from './pictures/upscale.js';
export type { ColorBar } from './plots/color-bar.js';
export { evaluationPlot } from './plots/evaluation-plot.js';
export type { EvaluationPlotOptions, MeasuredMethod } from './plots/evaluation-plot-options.js';
export { featureBars } from './plots/feature-bars.js';
export type { FeatureBarsOptions, FeatureRow } from './plots/feature-bars-options.js';
export type { FlatMap } from './plots/flat-map.js';
export type { Binning } from './plots/histograms/histogram.js';
export { histogramGrid } from './plots/histograms/histogram-grid.js';
export type { HistogramGridOptions, ScoreHistogram } from './plots/histograms/histogram-grid-options.js';
export { lossCurve } from './plots/loss-curve.js';
export type { LossCurveEpoch, LossCurveOptions } from './plots/loss-curve-options.js';
export { matrixMap } from './plots/matrix-map.js';
export type { MatrixMapOptions } from './plots/matrix-map-options.js';
export { panel } from './plots/panel.js';
export type { PanelCell } from './plots/panel-cell.js';
export type { PanelHeading } from './plots/panel-heading.js';
export type { PanelOptions } from './plots/panel-options.js';
export { signalMap } from './plots/signal-map.js';
export type { SignalMapOptions, SignalRow } from './plots/signal-map-options.js';
export { htmlReport } from './report/html-report.js';
export type {
  Report,
  ReportBlock,
  ReportCode,
  ReportDetails,
  ReportFigure,
  ReportFile,
  ReportFiles,
  ReportList,
  ReportNote,
  ReportSection,
  ReportTable,
  ReportText,
  ReportVerdict,
} from './report/report.js';
export { formatNumber, formatShare } from './svg/format-number.js';
export type { SpotCategories } from './tissue/spot-categories.js';
export { spotMap } from './tissue/spot-map.js';
export type { SpotMapOptions } from './tissue/spot-map-options.js';
export type { SpotKind, SpotValues } from './tissue/spot-values.js';
export { tissueFigure } from './tissue/tissue-figure.js';
export type {
  RandomConceptMap,
  TissueConcept,
  TissueConceptMap,
  TissueFigureOptions,
} from './tissue/tissue-figure-options.js';
