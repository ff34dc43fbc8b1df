# Writes cases.json and arithmetic.json: cases of the ONNX project's own backend tests. Needs onnx (1.23.1).
import base64
import json

import numpy as np
import onnx
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases

OPS = """BatchNormalization CenterCropPad DequantizeLinear GRU GroupNormalization InstanceNormalization LRN LSTM LayerNormalization
LpNormalization MeanVarianceNormalization QuantizeLinear RMSNormalization RNN RotaryEmbedding""".split()
ARITHMETIC = """Abs Acos Acosh Add Asin Asinh Atan Atanh Ceil Celu Clip Cos Cosh Div Einsum Elu Exp Floor Gelu Gemm
HardSigmoid HardSwish Hardmax IsInf IsNaN LeakyRelu Log LogSoftmax MatMul Max Mean Min Mod Mul Neg PRelu Pow Reciprocal
ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu
Round Selu Shrink Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Sub Sum Swish Tan Tanh ThresholdedRelu""".split()
ATTENTION = """4d 4d_gqa 4d_diff_heads_sizes 4d_scaled 4d_gqa_causal 4d_attn_mask 4d_attn_mask_3d_causal 4d_attn_mask_4d
4d_attn_mask_bool 4d_attn_mask_bool_4d 4d_gqa_attn_mask 4d_gqa_softcap 4d_softcap_neginf_mask 3d 3d_gqa
3d_diff_heads_sizes 3d_transpose_verification causal_boolmask_nan_robustness 4d_gqa_causal_nonpad_decode
23_boolmask_fullymasked_row_nan_robustness 23_boolmask_fullymasked_row_nan_robustness_expanded local_window""".split()
TYPES = "float32 bool int64 int32 uint8 int8 uint16 int16".split()


def tensor(name, value):
    array = numpy_helper.to_array(value) if isinstance(value, onnx.TensorProto) else np.asarray(value)
    data = base64.b64encode(array.tobytes()).decode() if str(array.dtype) in TYPES else None
    return {"name": name, "shape": list(array.shape), "type": str(array.dtype), "data": data}


def file_of(name, ops):
    if name.startswith("test_attention_"):
        return "cases" if name.removeprefix("test_attention_") in ATTENTION else None
    if len(ops) != 1:
        return None
    return "cases" if ops[0] in OPS else "arithmetic" if ops[0] in ARITHMETIC else None


lines = {"cases": [], "arithmetic": []}
for case in collect_testcases(None):
    if case.model is None:
        continue
    ops = sorted({node.op_type for node in case.model.graph.node})
    file = file_of(case.name, ops)
    if file is None:
        continue
    inputs, outputs = case.data_sets[0]
    graph = case.model.graph
    record = {
        "name": case.name,
        "ops": ops,
        "opset": max(each.version for each in case.model.opset_import if each.domain in ("", "ai.onnx")),
        "rtol": case.rtol,
        "atol": case.atol,
        "model": base64.b64encode(case.model.SerializeToString()).decode(),
        "inputs": [tensor(i.name, value) for i, value in zip(graph.input, inputs)],
        "outputs": [tensor(o.name, value) for o, value in zip(graph.output, outputs)],
    }
    if all(each["data"] is not None for each in record["inputs"] + record["outputs"]):
        lines[file].append(json.dumps(record, separators=(",", ":")))

for name, cases in lines.items():
    with open(f"{name}.json", "w") as file:
        file.write("[\n" + ",\n".join(cases) + "\n]\n")
