import { copyFileSync } from 'node:fs';
import { root } from '../../../pages.js';

copyFileSync(`${root}examples/onnx/encoder.onnx`, 'encoder.onnx');
