"""Makes an .h5ad with everything that writeAnnData keeps, and compares two files.

    python3 round_trip.py make FILE OLD             OLD: two of the columns as anndata 0.7 stores them
    python3 round_trip.py compare FILE COPY PART...   PART: obs, X, layers, raw, obsm

`compare` prints a JSON list of differences. Values must be equal, and so must the types, except that whole numbers of obs
become floats and matrices become CSC matrices of float32.
"""

import json
import sys

import anndata
import h5py
import numpy as np
import pandas as pd
import scipy.sparse as sparse

CELLS, GENES, MORE = 40, 12, 20


def make(path):
    random = np.random.default_rng(7)
    names = [f"cell {i}" for i in range(CELLS)]
    genes = [f"Gene{i}" for i in range(MORE)]
    counts = random.poisson(0.7, (CELLS, MORE)).astype("float32")
    each = np.arange(CELLS)
    stages = pd.Categorical.from_codes(each % 3, ["late", "early", "middle", "never"], ordered=True)
    types = pd.Categorical.from_codes(each % 4 - 1, ["T", "B", "Häm", "unused"])
    obs = pd.DataFrame(
        dict(
            stage=stages,
            type=types,
            cluster=pd.Categorical.from_codes(each % 5 - 1, [3, 1, 2, 9], ordered=True),
            threshold=pd.Categorical.from_codes(each % 2, [0.25, 0.5]),
            doublet=pd.Categorical.from_codes(each % 3 - 1, [True, False]),
            empty=pd.Categorical.from_codes(np.full(CELLS, -1), pd.Index([], dtype=object)),
            many=pd.Categorical.from_codes(each, [f"category {i}" for i in range(300)]),
            good=each % 2 == 0,
            maybe=pd.array([None if i % 5 == 0 else i % 2 == 0 for i in each], dtype="boolean"),
            note=[f"note {i}" for i in each],
            score=np.where(each % 7 == 0, np.nan, random.normal(size=CELLS)),
            number=each.astype("int64"),
        ),
        index=names,
    )
    whole = anndata.AnnData(sparse.csr_matrix(counts), obs=obs, var=pd.DataFrame(index=genes), dtype="float32")
    data = whole[:, [g for g in range(MORE) if g % 5 < 3]].copy()
    data.raw = whole
    # A selection loses the categories that no cell has.
    data.obs = obs
    data.layers["counts"] = data.X.copy()
    data.layers["log1p"] = sparse.csc_matrix(np.log1p(data.X.toarray()))
    dense = data.X.toarray()
    data.layers["scaled"] = ((dense - dense.mean(0)) / (dense.std(0) + 1)).astype("float32")
    data.obsm["spatial"] = random.uniform(0, 100, (CELLS, 2))
    data.obsm["protein_expression"] = pd.DataFrame(
        random.poisson(20, (CELLS, 3)).astype("float64"), index=names, columns=["CD3", "CD14", "CD19"]
    )
    data.obsm["X_pca"] = random.normal(size=(CELLS, 4))
    data.write(path)


def make_old(path, old):
    """anndata 0.7: the codes in a dataset, the categories in __categories, with their order as an attribute."""
    data = anndata.read_h5ad(path)
    del data.raw
    data.obs = data.obs[["note"]]
    data.write(old)
    with h5py.File(path) as new, h5py.File(old, "a") as file:
        table = file["obs"]
        table.attrs["encoding-version"] = "0.1.0"
        for name in ("stage", "type"):
            table[name] = new[f"obs/{name}/codes"][()]
            categories = table.require_group("__categories").create_dataset(
                name, data=new[f"obs/{name}/categories"][()], dtype=h5py.string_dtype()
            )
            categories.attrs["ordered"] = bool(new[f"obs/{name}"].attrs["ordered"])
            table[name].attrs["categories"] = categories.ref
        table.attrs["column-order"] = ["note", "stage", "type"]


def dense(matrix):
    return matrix.toarray() if sparse.issparse(matrix) else np.asarray(matrix)


def same_matrix(name, before, after):
    before, after = dense(before), dense(after)
    if before.shape != after.shape or not np.array_equal(before.astype("float32"), after.astype("float32")):
        yield f"{name} differs"


def obs(before, after):
    for table, again, name in ((before.obs, after.obs, "obs"),):
        if list(table.columns) != list(again.columns) or list(table.index) != list(again.index):
            yield f"{name} has other columns or rows: {list(again.columns)}"
        for column in table.columns.intersection(again.columns):
            one, two = table[column], again[column]
            if pd.api.types.is_integer_dtype(one) and not isinstance(one.dtype, pd.CategoricalDtype):
                one = one.astype("float64")
            try:
                if isinstance(one.dtype, pd.CategoricalDtype):
                    assert two.dtype.name == "category", two.dtype
                    assert one.cat.ordered == two.cat.ordered, "ordered"
                    assert list(one.cat.categories) == list(two.cat.categories), list(two.cat.categories)
                    assert one.cat.categories.dtype.kind == two.cat.categories.dtype.kind, two.cat.categories.dtype
                    assert one.cat.codes.dtype == two.cat.codes.dtype, two.cat.codes.dtype
                    assert one.cat.codes.tolist() == two.cat.codes.tolist(), "codes"
                else:
                    pd.testing.assert_series_equal(one, two, check_exact=True)
            except AssertionError as error:
                yield f"{name}.{column}: {error}"


def X(before, after):
    yield from same_matrix("X", before.X, after.X)
    if list(before.var_names) != list(after.var_names):
        yield "var has other names"


def layers(before, after):
    if set(before.layers) != set(after.layers):
        yield f"other layers: {sorted(after.layers)}"
    for name in set(before.layers) & set(after.layers):
        yield from same_matrix(f"layers.{name}", before.layers[name], after.layers[name])


def raw(before, after):
    if after.raw is None:
        yield "no raw"
        return
    yield from same_matrix("raw.X", before.raw.X, after.raw.X)
    if list(before.raw.var_names) != list(after.raw.var_names):
        yield "raw.var has other names"


def obsm(before, after):
    if set(before.obsm) != set(after.obsm):
        yield f"other arrays: {sorted(after.obsm)}"
    for name in set(before.obsm) & set(after.obsm):
        one, two = before.obsm[name], after.obsm[name]
        if type(one) is not type(two) or not np.array_equal(np.asarray(one), np.asarray(two)):
            yield f"obsm.{name} differs"
        if isinstance(one, pd.DataFrame) and list(one.columns) != list(two.columns):
            yield f"obsm.{name} has other columns"


if sys.argv[1] == "make":
    make(sys.argv[2])
    make_old(sys.argv[2], sys.argv[3])
else:
    before, after = anndata.read_h5ad(sys.argv[2]), anndata.read_h5ad(sys.argv[3])
    print(json.dumps([difference for part in sys.argv[4:] for difference in globals()[part](before, after)]))
    # What anndata reads, it can also write and read again.
    after.write(sys.argv[3] + ".again")
    assert list(obs(after, anndata.read_h5ad(sys.argv[3] + ".again"))) == []
