"""Opens an .h5ad with anndata, writes it again with anndata, and prints its content as JSON.

    python3 describe_h5ad.py FILE
"""

import json
import sys

import anndata
import numpy as np
import pandas as pd
import scipy.sparse as sparse


def plain(value):
    if isinstance(value, dict) or hasattr(value, "items"):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, np.ndarray):
        return dict(dtype=value.dtype.kind, shape=list(value.shape), values=value.ravel().tolist()[:2000])
    if isinstance(value, np.generic):
        return value.item()
    return value


def texts(column):
    return [None if pd.isna(value) else value for value in column.tolist()]


data = anndata.read_h5ad(sys.argv[1])
data.strings_to_categoricals()
data.write(sys.argv[1] + ".again")
matrix = data.X.toarray() if sparse.issparse(data.X) else data.X
print(
    json.dumps(
        dict(
            obs={name: texts(data.obs[name]) for name in data.obs},
            kinds={name: str(data.obs[name].dtype) for name in data.obs},
            obs_names=data.obs_names.tolist(),
            var={name: texts(data.var[name]) for name in data.var},
            var_names=data.var_names.tolist(),
            obsm={name: [texts(row) for row in np.asarray(value)] for name, value in data.obsm.items()},
            uns=plain(data.uns),
            total=float(matrix.sum()),
            x=matrix.tolist() if matrix.size < 5000 else None,
        ),
        default=str,
    )
)
