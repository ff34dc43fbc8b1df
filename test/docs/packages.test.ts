import { runPages } from './run-pages.js';

runPages('packages', (path) => path.startsWith('packages/'));
