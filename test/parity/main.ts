import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hasRelevanceOracles } from '../oracles/relevance.js';
import { BACKEND_VARIANTS } from './backend-variants.js';
import { parityDocument } from './document.js';
import { type Measured, measure } from './measure.js';
import {
  measureRelevance,
  RELEVANCE_ENGINES,
  type RelevanceDeviation,
  type RelevanceEngine,
} from './relevance/measure-relevance.js';
import { RELEVANCE_HEADING, relevanceSection } from './relevance/relevance-section.js';

// `npm run parity`: compares all methods with the oracles on all backends; prints and writes docs/parity.md. With `-- --only relevance`, only the
// section of the records of ../shared/oracles/relevance; without that folder, the section remains as it is.

const page = fileURLToPath(new URL('../../docs/parity.md', import.meta.url));
const onlyRelevance = process.argv.includes('relevance');
const onProgress = (what: string) => console.error(what);
const section = new RegExp(`${RELEVANCE_HEADING}\\n[\\s\\S]*?\\n(?=## )`);
const written = readFileSync(page, 'utf8');

const relevance = new Map<RelevanceEngine, readonly RelevanceDeviation[]>();
if (hasRelevanceOracles) {
  for (const engine of RELEVANCE_ENGINES) relevance.set(engine, await measureRelevance(engine, onProgress));
}
const text = hasRelevanceOracles ? relevanceSection(relevance) : written.match(section)?.[0].trimEnd();

const measured: Measured[] = [];
if (!onlyRelevance) {
  for (const variant of BACKEND_VARIANTS) measured.push(await measure(variant, onProgress));
}
const document = onlyRelevance ? withSection(text ?? '') : parityDocument(measured, text);
writeFileSync(page, document);
console.log(onlyRelevance ? text : document);

const over = [
  ...measured.flatMap(({ variant, deviations }) => deviations.map((each) => ({ engine: variant, ...each }))),
  ...[...relevance].flatMap(([engine, deviations]) => deviations.map((each) => ({ engine, ...each }))),
].filter(({ deviation, bound }) => !(deviation <= bound));
if (over.length > 0) {
  const names = over.map(({ engine, network, key }) => `${engine}: ${network} ${key}`);
  console.error(`parity: these records exceed their bounds: ${names.join('; ')}.`);
  process.exitCode = 1;
}

/** The page with another section, which stands before what float32 cannot decide. */
function withSection(own: string): string {
  const others = written.replace(section, '');
  return others.replace('## What float32 cannot decide', `${own}\n\n## What float32 cannot decide`);
}
