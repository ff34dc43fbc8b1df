// How large onnxEncoder is in a bundle, with core and without tfjs and ndarray's types:
//   npx tsx benchmarks/onnx/size.ts
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Bytes of a minified bundle of what a program imports, and of its gzip. */
async function bundled(program: string): Promise<{ minified: number; gzip: number }> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: `${root}benchmarks` },
    tsconfig: `${root}tsconfig.json`,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    external: ['@tensorflow/*'],
  });
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  return { minified: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

const PROGRAMS = {
  'core: layersEncoder, encode, explain':
    "export { encode, explain, layersEncoder, meanDifference } from '@csm/core'",
  onnxEncoder: "export { onnxEncoder } from '@csm/onnx'",
  'onnxEncoder with core: encode, explain, meanDifference':
    "export { encode, explain, meanDifference } from '@csm/core'; export { onnxEncoder } from '@csm/onnx'",
  'the same with gradient and integratedGradients':
    "export { encode, explain, meanDifference } from '@csm/core'; export { onnxEncoder } from '@csm/onnx'; " +
    "export { gradient, integratedGradients } from '@csm/explainers'",
};
for (const [name, program] of Object.entries(PROGRAMS)) {
  const { minified, gzip } = await bundled(program);
  console.log(
    `${name}: ${(gzip / 1000).toFixed(1)} kB gzip, ${(minified / 1000).toFixed(1)} kB minified, without tfjs`,
  );
}
