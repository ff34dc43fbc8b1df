// Packs the reference values of ../shared/oracles into test/oracles, without loss: node scripts/pack-oracles.mjs
// Run it whenever the reference values change; the tests read its output.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const source = fileURLToPath(new URL('../../shared/oracles/', import.meta.url));
const target = fileURLToPath(new URL('../test/oracles/', import.meta.url));
const NETWORKS = [
  'mlp',
  'edge-mlp',
  'mini-celeba-encoder',
  'st-encoder',
  'pool-net',
  'pool-net-b',
  'residual',
];

mkdirSync(`${target}attributions`, { recursive: true });
for (const network of NETWORKS) {
  const oracle = readFileSync(`${source}attributions/${network}.json`, 'utf8');
  const packed = pack(JSON.parse(oracle));
  writeFileSync(`${target}attributions/${network}.bin.br`, packed);
  console.log(`${network}: ${oracle.length} → ${packed.length} bytes`);
}
for (const file of ['attributions/percentile.json', 'peer-tests.json']) {
  writeFileSync(`${target}${file}`, readFileSync(`${source}${file}`));
}

/**
 * One oracle, compressed by brotli: the length of the JSON text (uint32, little-endian), the JSON text, the arrays. In the JSON,
 * the base64 text of an array is replaced by the index of the array's first byte. Equal arrays are stored once.
 */
function pack(oracle) {
  const places = new Map();
  const arrays = [];
  let length = 0;
  const json = JSON.stringify(oracle, (key, value) => {
    if (key !== 'data' || typeof value !== 'string') return value;
    if (!places.has(value)) {
      const bytes = planes(Buffer.from(value, 'base64'));
      places.set(value, length);
      arrays.push(bytes);
      length += bytes.length;
    }
    return places.get(value);
  });
  const text = Buffer.from(json);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(text.length);
  return brotliCompressSync(Buffer.concat([head, text, ...arrays]), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
}

/**
 * Puts all first bytes of the 32-bit numbers first, then all second bytes, and so on, because signs and exponents
 * compress well and mantissas hardly at all.
 */
function planes(bytes) {
  const count = bytes.length / 4;
  return bytes.map((_, i) => bytes[(i % count) * 4 + Math.floor(i / count)]);
}
