// The same with require(), which loads ES modules since Node 20.19.
require('@csm/wasm');
require('@tensorflow/tfjs-backend-cpu');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { setBackend } = require('@tensorflow/tfjs-core');
const { numbersOfModel } = require('./maps.mjs');

const [engine = 'cpu'] = process.argv.slice(2);
(async () => {
  await setBackend(engine);
  const bytes = new Uint8Array(readFileSync(join(__dirname, 'encoder.onnx')));
  console.log(JSON.stringify(await numbersOfModel(bytes)));
})();
