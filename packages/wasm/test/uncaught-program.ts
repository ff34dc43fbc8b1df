// Throws an error that nobody catches, after the wasm backend has started. Argument: how it is thrown.
import '../src/index.js';
import * as tf from '@tensorflow/tfjs-core';
import { enableThreads } from '../src/index.js';

const [how = 'throw'] = process.argv.slice(2);
if (how === 'threads') await enableThreads(2);
await tf.setBackend('wasm');
const error = new TypeError('nobody catches this.');
if (how === 'rejection') void Promise.reject(error);
else throw error;
