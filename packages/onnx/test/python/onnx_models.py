"""Reads ONNX models with the Python package of the ONNX project, for the tests.

python3 onnx_models.py check     for each model, why the checker refuses it, or null
python3 onnx_models.py describe  for each model, its content, and whether writing it again gives the same bytes

Standard input: each model's length (8 bytes, little-endian) and its bytes. Standard output: a JSON list.
"""

import array
import json
import sys

import onnx
from onnx import AttributeProto, TensorProto, numpy_helper


def models():
    while length := sys.stdin.buffer.read(8):
        yield sys.stdin.buffer.read(int.from_bytes(length, "little"))


def refusal(data):
    try:
        onnx.checker.check_model(onnx.load_model_from_string(data), full_check=True)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def tensor(proto):
    # The bytes of the numbers, so that NaN, -0 and subnormal numbers are compared exactly.
    return {
        "type": TensorProto.DataType.Name(proto.data_type),
        "shape": list(proto.dims),
        "bytes": numpy_helper.to_array(proto).tobytes().hex(),
    }


def value(proto):
    found = onnx.helper.get_attribute_value(proto)
    kind = AttributeProto.AttributeType.Name(proto.type)
    if kind == "STRING":
        return kind, found.decode()
    if kind == "STRINGS":
        return kind, [text.decode() for text in found]
    if kind in ("FLOAT", "FLOATS"):
        return kind, array.array("f", found if kind == "FLOATS" else [found]).tobytes().hex()
    if kind == "INTS":
        return kind, list(found)
    if kind == "TENSOR":
        return kind, tensor(found)
    if kind == "GRAPH":
        return kind, graph(found)
    return kind, found


def value_info(proto):
    shape = proto.type.tensor_type.shape.dim
    return {
        "name": proto.name,
        "type": TensorProto.DataType.Name(proto.type.tensor_type.elem_type),
        "shape": [dim.dim_value if dim.HasField("dim_value") else dim.dim_param for dim in shape],
        "description": proto.doc_string,
    }


def graph(proto):
    return {
        "name": proto.name,
        "nodes": [
            {
                "op": node.op_type,
                "name": node.name,
                "inputs": list(node.input),
                "outputs": list(node.output),
                "attributes": [[each.name, *value(each)] for each in node.attribute],
            }
            for node in proto.node
        ],
        "initializers": [{"name": each.name, **tensor(each)} for each in proto.initializer],
        "inputs": [value_info(each) for each in proto.input],
        "outputs": [value_info(each) for each in proto.output],
    }


def description(data):
    model = onnx.ModelProto.FromString(data)
    return {
        "irVersion": model.ir_version,
        "producer": [model.producer_name, model.producer_version],
        "documentation": model.doc_string,
        "opsets": [[each.domain, each.version] for each in model.opset_import],
        "metadata": [[each.key, each.value] for each in model.metadata_props],
        "graph": graph(model.graph),
        "same": model.SerializeToString(deterministic=True) == data,
    }


json.dump([{"check": refusal, "describe": description}[sys.argv[1]](data) for data in models()], sys.stdout)
