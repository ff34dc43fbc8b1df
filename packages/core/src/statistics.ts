export { type Correlations, pearsonCorrelations } from './pearson.js';
