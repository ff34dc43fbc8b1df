"""Saves small models with Keras 3 as .keras files, with inputs and the outputs that Keras computes.

    KERAS_BACKEND=jax python keras_3_models.py FOLDER

The files in test/fixtures/keras-3 were written with Keras 3.15.1 and jax 0.10; they are part of the repository, because Debian
has no Keras. `NAME.json` holds `{ inputs, outputs }`, lists of `{ shape, values }`.
"""

import json
import sys
from pathlib import Path

import keras
import numpy as np
from keras import layers as L

folder = Path(sys.argv[1])


def save(model, name):
    rng = np.random.default_rng(7)
    for weight in model.weights:
        if "seed" not in weight.path:
            is_variance = "variance" in weight.path
            value = rng.uniform(0.5, 1.5, weight.shape) if is_variance else rng.normal(0, 0.5, weight.shape)
            weight.assign(value.astype("float32"))
    model.save(folder / f"{name}.keras")
    inputs = [rng.normal(size=(2, *i.shape[1:])).round(3).astype("float32") for i in model.inputs]
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    data = {
        key: [{"shape": list(a.shape), "values": [float(f"{v:.8g}") for v in a.ravel()]} for a in arrays]
        for key, arrays in (("inputs", inputs), ("outputs", outputs))
    }
    (folder / f"{name}.json").write_text(json.dumps(data))


def branches():
    """Shared layers, nested models that are called twice, an operation on tensors, activations with other names."""
    x = L.Input((6,))
    inner = keras.Model(x, L.Dense(5, activation="tanh")(x), name="inner")
    first = keras.Sequential([L.Input((6,)), L.Dense(5, activation="relu"), L.Dropout(0.3)], name="first")
    second = keras.Sequential([L.Dense(4, activation="gelu")], name="second")
    a, b = L.Input((6,), name="a"), L.Input((6,), name="b")
    shared = L.Dense(6, name="shared")
    h = L.Concatenate()([inner(shared(a)), inner(shared(b)), first(a)])
    h = L.Activation("silu")(L.LeakyReLU(negative_slope=0.2)(second(h)))
    h = L.LayerNormalization()(h + L.Dense(4, kernel_regularizer="l2")(h))
    return keras.Model([a, b], [L.Dense(3, name="z")(h), L.Dense(2)(h)], name="branches")


def convolutions():
    x = L.Input((8, 8, 3))
    h = L.Conv2D(4, 3, strides=2, padding="same", activation="relu")(x)
    h = L.DepthwiseConv2D(3)(L.BatchNormalization()(h))
    h = L.PReLU(shared_axes=[1, 2])(L.SeparableConv2D(5, 2)(h))
    h = L.ReLU(max_value=6)(L.Conv2DTranspose(3, 3, strides=2)(h))
    h = L.GlobalAveragePooling2D()(h)
    return keras.Model(x, [L.Dense(2, name="z_mean")(h), L.Dense(2, name="z_log_var")(h)], name="convolutions")


def recurrent():
    x = L.Input((5, 3))
    h = L.TimeDistributed(L.Dense(3))(x)
    h, state, carry = L.LSTM(4, return_sequences=True, return_state=True)(h)
    h = L.LSTM(4, return_sequences=True)(h, initial_state=[state, carry])
    h = L.Bidirectional(L.LSTM(3, return_sequences=True))(h)
    return keras.Model(x, L.Bidirectional(L.GRU(2, reset_after=False))(h), name="recurrent")


def sequential():
    parts = [L.Input((7,)), L.Rescaling(1 / 3, offset=0.1), L.Dense(4, kernel_constraint="max_norm"), L.ELU()]
    return keras.Sequential([*parts, L.Reshape((2, 2)), L.Flatten(), L.Softmax()], name="sequential")


for make in (branches, convolutions, recurrent, sequential):
    save(make(), make.__name__)
