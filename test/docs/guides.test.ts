import { runPages } from './run-pages.js';

runPages('guides', (path) => !path.startsWith('packages/'));
