import { writeOnnxAndPictures } from '../../onnx-and-pictures.js';

await writeOnnxAndPictures('pictures');
