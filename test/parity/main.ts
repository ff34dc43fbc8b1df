import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BACKEND_VARIANTS } from './backend-variants.js';
import { parityDocument } from './document.js';
import { type Measured, measure } from './measure.js';

// `npm run parity`: compares all methods with the oracles on all backends; prints and writes docs/parity.md.

const measured: Measured[] = [];
for (const variant of BACKEND_VARIANTS) {
  measured.push(await measure(variant, (what) => console.error(what)));
}
const document = parityDocument(measured);
writeFileSync(fileURLToPath(new URL('../../docs/parity.md', import.meta.url)), document);
console.log(document);

const over = measured.flatMap(({ variant, deviations }) =>
  deviations
    .filter(({ deviation, bound }) => !(deviation <= bound))
    .map(({ network, key }) => `${variant}: ${network} ${key}`),
);
if (over.length > 0) {
  console.error(`parity: these records exceed their bounds: ${over.join('; ')}.`);
  process.exitCode = 1;
}
