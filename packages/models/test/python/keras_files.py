"""Writes the weights of a VAE as Keras saves them, in every layout, and the outputs of this VAE, computed with numpy.

    keras_files.py small|celeba FOLDER

`small` writes all layouts, `celeba` the layout of the authors' checkpoint_celeba.hdf5 at full size. `forward.h5` holds a
batch of images with their z_mean, z_log_var and decoded images, computed in float64 without a library for neural networks:
convolutions by im2col, transposed convolutions by scattering.
"""

import sys
from pathlib import Path

import h5py
import numpy as np

SIZES = {
    # size, channels, (filters, kernel) of the convolutions, dense, latents, kernel of the last convolution
    "small": (16, 3, [(6, 5), (8, 5), (10, 2)], 12, 4, 5),
    "celeba": (128, 3, [(64, 5), (128, 5), (256, 5), (512, 5), (1024, 2)], 512, 400, 5),
}


def make_layers(rng, size, channels, convolutions, dense, latents, last_kernel):
    """Returns [(kind, name, {role: numbers})] of encoder and decoder, named and numbered as in Keras 2."""
    counts = {}

    def layer(kind, **weights):
        counts[kind] = counts.get(kind, 0) + 1
        return kind, f"{kind}_{counts[kind]}", {k: v.astype("float32") for k, v in weights.items()}

    def kernel(*shape):
        # Glorot-uniform, like Keras' initial weights.
        field = np.prod(shape[:-2])
        limit = np.sqrt(6 / (field * (shape[-1] + shape[-2])))
        return rng.uniform(-limit, limit, shape)

    def bias(n):
        return rng.normal(0, 0.1, n)

    def norm(n):
        return layer(
            "batch_normalization",
            gamma=rng.uniform(0.5, 1.5, n),
            beta=rng.normal(0, 0.3, n),
            moving_mean=rng.normal(0.3, 0.2, n),
            moving_variance=rng.uniform(0.5, 1.5, n),
        )

    encoder, decoder, c = [], [], channels
    for filters, k in convolutions:
        encoder += [layer("conv2d", kernel=kernel(k, k, c, filters), bias=bias(filters)), norm(filters)]
        c = filters
    side = size >> len(convolutions)
    flat = side * side * c
    encoder += [layer("dense", kernel=kernel(flat, dense), bias=bias(dense)), norm(dense)]
    for _ in ("z_mean", "z_log_var"):
        encoder.append(layer("dense", kernel=kernel(dense, latents), bias=bias(latents)))
    decoder += [layer("dense", kernel=kernel(latents, flat), bias=bias(flat)), norm(c)]
    for filters, k in reversed(convolutions):
        decoder += [layer("conv2d_transpose", kernel=kernel(k, k, filters, c), bias=bias(filters)), norm(filters)]
        c = filters
    k = last_kernel
    decoder.append(layer("conv2d", kernel=kernel(k, k, c, channels), bias=bias(channels)))
    return encoder, decoder, side


# Forward pass, by definition.


def conv2d(x, kernel, bias, stride):
    k, n, size = kernel.shape[0], x.shape[0], x.shape[1]
    out = -(-size // stride)
    total = max((out - 1) * stride + k - size, 0)
    x = np.pad(x, [(0, 0), (total // 2, total - total // 2), (total // 2, total - total // 2), (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(1, 2))[:, ::stride, ::stride]
    columns = windows[:, :out, :out].transpose(0, 1, 2, 4, 5, 3).reshape(n * out * out, -1)
    return (columns @ kernel.reshape(-1, kernel.shape[-1]) + bias).reshape(n, out, out, -1)


def conv2d_transpose(x, kernel, bias, stride):
    """Every input pixel adds its k × k patch; the result is cropped as SAME padding requires."""
    k, n, size = kernel.shape[0], x.shape[0], x.shape[1]
    full = np.zeros((n, (size - 1) * stride + k, (size - 1) * stride + k, kernel.shape[2]))
    for i in range(k):
        for j in range(k):
            end = (size - 1) * stride + 1
            full[:, i : i + end : stride, j : j + end : stride] += x @ kernel[i, j].T
    before = max(k - stride, 0) // 2
    return full[:, before : before + size * stride, before : before + size * stride] + bias


def batch_normalization(x, gamma, beta, moving_mean, moving_variance):
    return (x - moving_mean) / np.sqrt(moving_variance + 1e-3) * gamma + beta


def relu(x):
    return np.maximum(x, 0)


def forward(images, encoder, decoder, side):
    def weights(layer):
        return {role: w.astype("float64") for role, w in layer[2].items()}

    x = images.astype("float64")
    *body, dense, dense_norm, mean, log_var = encoder
    for conv, norm in zip(body[::2], body[1::2]):
        x = batch_normalization(relu(conv2d(x, **weights(conv), stride=2)), **weights(norm))
    x = x.reshape(len(x), -1)
    w = weights(dense)
    x = batch_normalization(relu(x @ w["kernel"] + w["bias"]), **weights(dense_norm))
    z_mean, z_log_var = (x @ weights(d)["kernel"] + weights(d)["bias"] for d in (mean, log_var))
    dense, norm, *body, last = decoder
    w = weights(dense)
    x = relu(z_mean @ w["kernel"] + w["bias"]).reshape(len(x), side, side, -1)
    x = batch_normalization(x, **weights(norm))
    for conv, norm in zip(body[::2], body[1::2]):
        x = batch_normalization(relu(conv2d_transpose(x, **weights(conv), stride=2)), **weights(norm))
    image = 1 / (1 + np.exp(-conv2d(x, **weights(last), stride=1)))
    return {"z_mean": z_mean, "z_log_var": z_log_var, "image": image}


# Layouts.


def trained_first(layers):
    """A nested model: Keras 2 lists the trained weights of all its layers, then the others."""
    moving = ("moving_mean", "moving_variance")
    everything = [(name, role, w) for _, name, weights in layers for role, w in weights.items()]
    return [e for e in everything if e[1] not in moving] + [e for e in everything if e[1] in moving]


def write_group(root, name, weights, suffix=":0", chunks=False):
    group = root.create_group(name)
    names = [f"{layer}/{role}{suffix}".encode() for layer, role, _ in weights]
    if chunks and len(names) > 1:
        for i, part in enumerate(np.array_split(np.array(names), 2)):
            group.attrs[f"weight_names{i}"] = part
    else:
        group.attrs["weight_names"] = np.array(names) if names else np.array([], dtype="S1")
    for key, (_, _, w) in zip(names, weights):
        group.create_dataset(key.decode(), data=w)


def own(layer):
    return [(layer[1], role, w) for role, w in layer[2].items()]


def write_layer_names(root, entries, version=b"2.2.4", **options):
    """entries: [(name in the file, weights)], including layers without weights, as Keras writes them."""
    root.attrs["layer_names"] = np.array([name.encode() for name, _ in entries])
    root.attrs["backend"] = b"tensorflow"
    if version:
        root.attrs["keras_version"] = version
    for name, weights in entries:
        write_group(root, name, weights, **options)


def authors(encoder, decoder):
    """vae = Model(input, decoder(z)): the encoder's layers one by one, the decoder as one layer, model_1."""
    entries = [("input_1", []), *((layer[1], own(layer)) for layer in encoder)]
    return [*entries, ("lambda_1", []), ("model_1", trained_first(decoder))]


def nested(encoder, decoder):
    return [("input_3", []), ("encoder", trained_first(encoder)), ("decoder", trained_first(decoder))]


def flat(encoder, decoder):
    return [(layer[1], own(layer)) for layer in [*encoder, *decoder]]


def keras_3_names(layers, used):
    for kind, name, weights in layers:
        used[kind] = used.get(kind, -1) + 1
        yield (kind if used[kind] == 0 else f"{kind}_{used[kind]}"), name, list(weights.values())


def write_keras_3(root, path, layers, container="layers", names=True):
    for key, name, values in keras_3_names(layers, {}):
        group = root.create_group(f"{path}{container}/{key}/vars")
        if names:
            group.attrs["name"] = name
        for i, value in enumerate(values):
            group.create_dataset(str(i), data=value)
    for key in ("flatten", "input_layer"):
        root.create_group(f"{path}{container}/{key}/vars")


def write_small(folder, encoder, decoder):
    def file(name):
        return h5py.File(folder / name, "w")

    with file("authors.hdf5") as f:
        write_layer_names(f, authors(encoder, decoder))
    with file("nested.h5") as f:
        write_layer_names(f, nested(encoder, decoder))
    with file("flat.h5") as f:
        write_layer_names(f, flat(encoder, decoder), version=b"2.13.1")
        f.create_group("top_level_model_weights").attrs["weight_names"] = np.array([], dtype="S1")
    with file("chunked.h5") as f:
        write_layer_names(f, nested(encoder, decoder), chunks=True)
        names = f.attrs["layer_names"]
        del f.attrs["layer_names"]
        f.attrs["layer_names0"], f.attrs["layer_names1"] = names[:2], names[2:]
    with file("whole-model.h5") as f:
        f.attrs["model_config"] = "{}"
        f.create_group("optimizer_weights")
        # Keras 3 writes names without ":0".
        write_layer_names(f.create_group("model_weights"), flat(encoder, decoder), version=b"3.5.0", suffix="")
    with file("encoder.h5") as f:
        write_layer_names(f, flat(encoder, []))
    with file("named.h5") as f:
        # The two latents are swapped; they have the names of the model's layers.
        swapped = [*encoder[:-2], encoder[-1], encoder[-2]]
        entries = flat(swapped, decoder)
        at = len(encoder) - 2
        for i, name in ((at, "z_log_var"), (at + 1, "z_mean")):
            entries[i] = (name, [(name, role, w) for _, role, w in entries[i][1]])
        write_layer_names(f, entries)
    with file("keras-3.weights.h5") as f:
        write_keras_3(f, "", encoder)
        write_keras_3(f, "layers/functional/", decoder)
        f.create_dataset("optimizer/vars/0", data=np.int64(7))
        f.create_dataset("layers/sampling/seed_generator/vars/0", data=np.array([1, 2], dtype="uint32"))
    with file("keras-3-subclass.weights.h5") as f:
        write_keras_3(f, "encoder/", encoder, names=False)
        write_keras_3(f, "decoder/", decoder, names=False)
        f.create_dataset("total_loss_tracker/vars/0", data=np.float32(1))
        f.create_dataset("total_loss_tracker/vars/1", data=np.float32(2))
    with file("tensorflow-2.12.weights.h5") as f:
        write_keras_3(f, "", [*encoder, *decoder], container="_layer_checkpoint_dependencies", names=False)

    # Files that must not be loaded.
    with file("bad-shape.h5") as f:
        kind, name, weights = encoder[0]
        wrong = (kind, name, {**weights, "kernel": weights["kernel"][:3, :3]})
        write_layer_names(f, authors([wrong, *encoder[1:]], decoder))
    with file("bad-missing-layer.h5") as f:
        write_layer_names(f, authors(encoder, decoder[:-1]))
    with file("bad-layer-too-many.h5") as f:
        write_layer_names(f, flat(encoder, [*decoder, ("dense", "dense_9", encoder[-1][2])]))
    with file("bad-missing-in-kind.weights.h5") as f:
        write_keras_3(f, "", [*encoder[1:], *decoder])
    with file("bad-no-layer-names.h5") as f:
        write_layer_names(f, authors(encoder, decoder))
        del f.attrs["layer_names"]
    with file("bad-no-weight-names.h5") as f:
        write_layer_names(f, authors(encoder, decoder))
        del f["conv2d_2"].attrs["weight_names"]
    with file("bad-no-group.h5") as f:
        write_layer_names(f, authors(encoder, decoder))
        del f["conv2d_2"]
    with file("bad-no-dataset.h5") as f:
        write_layer_names(f, authors(encoder, decoder))
        del f["model_1/dense_4/kernel:0"]
    with file("bad-nan.h5") as f:
        write_layer_names(f, authors(encoder, decoder))
        f["model_1/dense_4/kernel:0"][0, 0] = np.nan
    with file("bad-integers.h5") as f:
        write_layer_names(f, authors(encoder, decoder))
        del f["conv2d_1/conv2d_1/bias:0"]
        f["conv2d_1/conv2d_1/bias:0"] = np.zeros(encoder[0][2]["bias"].shape, dtype="int32")
    with file("bad-float16.h5") as f:
        write_layer_names(f, authors(encoder, decoder))
        del f["conv2d_1/conv2d_1/bias:0"]
        f["conv2d_1/conv2d_1/bias:0"] = np.zeros(encoder[0][2]["bias"].shape, dtype="float16")
    with file("bad-theano.h5") as f:
        write_layer_names(f, authors(encoder, decoder))
        f.attrs["backend"] = b"theano"
    with file("bad-no-version.h5") as f:
        write_layer_names(f, authors(encoder, decoder), version=None)
    with file("bad-other.h5") as f:
        f["measurements"] = np.arange(4)
    with file("bad-empty.h5"):
        pass


def write_keras_1(folder, rng):
    """Keras 1: `dense_1_W`, `batchnormalization_1_running_std`."""
    n = rng.normal
    values = {
        "dense_1": {"W": n(size=(5, 3)), "b": n(size=3)},
        "batchnormalization_1": {
            "gamma": n(size=3),
            "beta": n(size=3),
            "running_mean": n(size=3),
            "running_std": 1 + n(size=3) ** 2,
        },
    }
    with h5py.File(folder / "keras-1.h5", "w") as f:
        f.attrs["layer_names"] = np.array([name.encode() for name in values])
        for name, weights in values.items():
            group = f.create_group(name)
            group.attrs["weight_names"] = np.array([f"{name}_{role}".encode() for role in weights])
            for role, value in weights.items():
                group[f"{name}_{role}"] = value


def main(which, folder):
    folder = Path(folder)
    rng = np.random.default_rng(3)
    size, channels, *rest = SIZES[which]
    encoder, decoder, side = make_layers(rng, size, channels, *rest)
    images = rng.uniform(0, 1, (2, size, size, channels)).astype("float32")
    if which == "small":
        write_small(folder, encoder, decoder)
        write_keras_1(folder, rng)
    else:
        with h5py.File(folder / "checkpoint_celeba.hdf5", "w") as f:
            write_layer_names(f, authors(encoder, decoder))
    with h5py.File(folder / "forward.h5", "w") as f:
        f["images"] = images
        for name, value in forward(images, encoder, decoder, side).items():
            f[name] = value


main(*sys.argv[1:])
