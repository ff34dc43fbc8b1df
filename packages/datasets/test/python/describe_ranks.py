"""Prints how rank_genes_groups and varm of an .h5ad look to scanpy, as JSON; and the same for a file that anndata writes.

    python3 describe_ranks.py FILE OTHER

OTHER is written here from FILE's values in the way of scanpy.tl.rank_genes_groups (scanpy 1.9).
"""

import json
import sys

import anndata
import h5py
import numpy as np
import pandas as pd

FIELDS = ["names", "scores", "logfoldchanges", "pvals", "pvals_adj"]
DTYPES = dict(names="O", scores="float32", logfoldchanges="float32", pvals="float64", pvals_adj="float64")


def stored(path):
    """The types and encodings in the file itself."""
    with h5py.File(path) as file:
        ranks = file["uns/rank_genes_groups"]
        told = dict(group=dict(ranks.attrs))
        for name in FIELDS:
            dataset = ranks[name]
            fields = {field: (str(dtype), h5py.check_string_dtype(dtype)) for field, (dtype, _) in dataset.dtype.fields.items()}
            told[name] = dict(attributes=dict(dataset.attrs), fields=fields, shape=dataset.shape)
        for name, value in ranks["params"].items():
            told["params/" + name] = dict(attributes=dict(value.attrs), dtype=str(value.dtype), shape=value.shape)
        return told


def data_frame(data, group):
    """scanpy.get.rank_genes_groups_df."""
    columns = [pd.DataFrame(data.uns["rank_genes_groups"][name])[group] for name in FIELDS]
    return pd.concat(columns, axis=1, keys=FIELDS)


data = anndata.read_h5ad(sys.argv[1])
ranks = data.uns["rank_genes_groups"]
groups = list(ranks["names"].dtype.names)
for name in FIELDS:
    # scanpy makes them by pd.DataFrame(...).to_records(index=False, column_dtypes=...).
    frame = pd.DataFrame({group: list(ranks[name][group]) for group in groups})
    data.uns["rank_genes_groups"][name] = frame.to_records(index=False, column_dtypes=DTYPES[name])
data.write(sys.argv[2])
again = anndata.read_h5ad(sys.argv[2])
print(
    json.dumps(
        dict(
            groups=groups,
            params={name: value.item() if hasattr(value, "item") else value for name, value in ranks["params"].items()},
            tables={group: json.loads(data_frame(data, group).to_json(orient="split", double_precision=15))["data"] for group in groups},
            dtypes={name: [str(ranks[name].dtype[group]) for group in groups] for name in FIELDS},
            varm={name: dict(dtype=str(value.dtype), values=np.asarray(value).tolist()) for name, value in data.varm.items()},
            ours=stored(sys.argv[1]),
            theirs=stored(sys.argv[2]),
            same=all(data_frame(data, group).equals(data_frame(again, group)) for group in groups),
        ),
        default=str,
    ).replace("NaN", "null")
)
