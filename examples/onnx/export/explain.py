# python explain.py glasses.onnx faces.npy maps.npy
import sys

import numpy as np
import onnxruntime

model, inputs, output = sys.argv[1:]
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
about = session.get_modelmeta().custom_metadata_map
print(about["description"], about["concepts"])

faces = np.load(inputs).astype(np.float32)
scores, maps = session.run(["scores", "maps"], {"input": faces})
print("scores", scores.shape, scores.ravel())  # [batch, concepts]
np.save(output, maps)  # [batch, concepts, ...the shape of an input]
