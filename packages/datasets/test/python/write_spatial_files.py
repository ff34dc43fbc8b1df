"""Writes one small tissue in every layout that @csm/datasets reads, with Python's own libraries.

    python3 write_spatial_files.py FOLDER

Needs h5py, scipy and anndata (Debian: python3-h5py, python3-scipy, python3-anndata). Layouts: 10x Genomics, "Feature
Barcode Matrices (HDF5 Format)", "(MEX Format)" and Space Ranger's "Spatial Outputs"; anndata's own writer, and, for the categories of anndata 0.7 and the sparse matrices of 0.6, h5py in the layout that those versions wrote.
"""

import gzip
import json
import sys
from pathlib import Path

import anndata
import h5py
import numpy as np
import pandas as pd
import scipy.io
import scipy.sparse as sparse

out = Path(sys.argv[1])
rng = np.random.default_rng(5)

# A patch of Visium's array: even columns in even rows, odd ones in odd rows.
positions = [(row, col) for row in range(6) for col in range(row % 2, 10, 2)]
n_spots, n_genes = len(positions), 40
barcodes = [f"{''.join(rng.choice(list('ACGT'), 16))}-1" for _ in positions]
ids = [f"ENSMUSG{number:011d}" for number in range(n_genes)]
symbols = [f"Gene{number}" for number in range(n_genes)]
dense = rng.poisson(0.8, (n_spots, n_genes)).astype(np.int32)
dense[:, 7] = 0
pixel_row = np.array([100 + 86 * row for row, _ in positions])
pixel_col = np.array([120 + 50 * col for _, col in positions])


def write_10x_h5(path):
    # Features × barcodes in compressed sparse columns: one column per barcode.
    matrix = sparse.csc_matrix(dense.T)
    with h5py.File(path, "w") as file:
        file.attrs.update(filetype="matrix", version=np.int64(2), chemistry_description="Spatial 3' v1")
        file.attrs["library_ids"] = np.array([b"tissue"])
        group = file.create_group("matrix")
        kwargs = dict(chunks=(8,), compression="gzip", compression_opts=4, shuffle=True)
        group.create_dataset("barcodes", data=np.array(barcodes, "S18"), **kwargs)
        group.create_dataset("data", data=matrix.data.astype(np.int32), **kwargs)
        group.create_dataset("indices", data=matrix.indices.astype(np.int64), **kwargs)
        group.create_dataset("indptr", data=matrix.indptr.astype(np.int64), **kwargs)
        group.create_dataset("shape", data=np.array(matrix.shape, np.int32))
        features = group.create_group("features")
        features.create_dataset("_all_tag_keys", data=np.array([b"genome"]))
        features.create_dataset("feature_type", data=np.array(["Gene Expression"] * n_genes, "S15"), **kwargs)
        features.create_dataset("genome", data=np.array(["mm10"] * n_genes, "S4"), **kwargs)
        features.create_dataset("id", data=np.array(ids, "S18"), **kwargs)
        features.create_dataset("name", data=np.array(symbols, "S16"), **kwargs)


def write_mex(folder):
    folder.mkdir(parents=True)
    with gzip.open(folder / "matrix.mtx.gz", "wb") as file:
        scipy.io.mmwrite(file, sparse.csc_matrix(dense.T), field="integer", symmetry="general")
    with gzip.open(folder / "barcodes.tsv.gz", "wt") as file:
        file.writelines(f"{barcode}\n" for barcode in barcodes)
    with gzip.open(folder / "features.tsv.gz", "wt") as file:
        file.writelines(f"{i}\t{s}\tGene Expression\n" for i, s in zip(ids, symbols))


def write_spatial(folder, header):
    folder.mkdir(parents=True)
    table = pd.DataFrame(
        dict(
            barcode=barcodes,
            in_tissue=1,
            array_row=[row for row, _ in positions],
            array_col=[col for _, col in positions],
            pxl_row_in_fullres=pixel_row,
            pxl_col_in_fullres=pixel_col,
        )
    ).sample(frac=1, random_state=1)
    name = "tissue_positions.csv" if header else "tissue_positions_list.csv"
    table.to_csv(folder / name, index=False, header=header)
    factors = dict(
        spot_diameter_fullres=55.5,
        tissue_hires_scalef=0.2,
        fiducial_diameter_fullres=90.0,
        tissue_lowres_scalef=0.05,
    )
    (folder / "scalefactors_json.json").write_text(json.dumps(factors))


def tissue(matrix):
    obs = pd.DataFrame(
        dict(
            in_tissue=1,
            array_row=[row for row, _ in positions],
            array_col=[col for _, col in positions],
            layer=pd.Categorical(["GCL" if row < 3 else None if row == 3 else "ONL" for row, _ in positions]),
            note=[f"spot {number}" for number in range(n_spots)],
            depth=dense.sum(1) / 2,
            good=[number % 2 == 0 for number in range(n_spots)],
            maybe=pd.array([None if number == 1 else number for number in range(n_spots)], "Int64"),
        ),
        index=barcodes,
    )
    data = anndata.AnnData(matrix, obs=obs, var=pd.DataFrame(dict(gene_ids=ids), index=symbols), dtype=matrix.dtype)
    data.obsm["spatial"] = np.column_stack([pixel_col, pixel_row])
    data.uns["spatial"] = {
        "sample": dict(
            images=dict(
                hires=(np.arange(130 * 140 * 3) % 251).reshape(130, 140, 3).astype(np.float32) / 255,
                lowres=(np.arange(35 * 36 * 3) % 251).reshape(35, 36, 3).astype(np.uint8),
            ),
            scalefactors=dict(spot_diameter_fullres=55.5, tissue_hires_scalef=0.2, tissue_lowres_scalef=0.05),
            metadata=dict(chemistry_description="Spatial 3' v1"),
        )
    }
    return data


def write_anndata():
    floats = dense.astype(np.float32)
    tissue(floats).write(out / "dense.h5ad")
    tissue(floats).write(out / "dense-gzip.h5ad", compression="gzip")
    tissue(sparse.csr_matrix(floats)).write(out / "csr.h5ad", compression="gzip")
    tissue(sparse.csc_matrix(floats.astype(np.float64))).write(out / "csc.h5ad")
    wide = sparse.csr_matrix(dense.astype(np.int64))
    wide.indices, wide.indptr = wide.indices.astype(np.int64), wide.indptr.astype(np.int64)
    tissue(wide).write(out / "csr-int64.h5ad")
    tissue(floats).write(out / "dense-lzf.h5ad", compression="lzf")
    tissue(sparse.csr_matrix(floats)).write(out / "csr-lzf.h5ad", compression="lzf")
    tissue(dense.astype(np.float16)).write(out / "float16.h5ad")
    with h5py.File(out / "float16.h5", "w") as file:
        halves = [0, -0.0, 1, -2.5, 65504, 6e-8, 6.1e-5, 0.333, np.inf, -np.inf, np.nan]
        for order in "<>":
            file.create_dataset("little" if order == "<" else "big", data=np.array(halves, order + "f2"))
        file["floats"] = np.array(halves, np.float16).astype(np.float32)
    scaled = tissue(((floats - floats.mean(0)) / 2).astype(np.float32))
    scaled.layers["counts"] = sparse.csr_matrix(floats)
    scaled.raw = tissue(sparse.csr_matrix(floats))
    scaled[:, :20].copy().write(out / "scaled.h5ad")


def write_anndata_07():
    """obs of anndata 0.7: codes that refer to __categories; X of 0.6: h5sparse_format."""
    tissue(sparse.csr_matrix(dense.astype(np.float32))).write(out / "anndata07.h5ad")
    with h5py.File(out / "anndata07.h5ad", "a") as file:
        for name in ["encoding-type", "encoding-version"]:
            del file.attrs[name]
        shape = file["X"].attrs["shape"]
        for name in list(file["X"].attrs):
            del file["X"].attrs[name]
        file["X"].attrs["h5sparse_format"] = "csr"
        file["X"].attrs["h5sparse_shape"] = shape
        obs = file["obs"]
        obs.attrs["encoding-version"] = "0.1.0"
        layer = obs["layer"]
        codes, categories = layer["codes"][:], layer["categories"][:]
        del obs["layer"], obs["maybe"]
        obs.attrs["column-order"] = [name for name in obs.attrs["column-order"] if name != "maybe"]
        stored = obs.create_dataset("__categories/layer", data=categories, dtype=h5py.special_dtype(vlen=str))
        stored.attrs["ordered"] = False
        obs.create_dataset("layer", data=codes).attrs["categories"] = stored.ref


out.mkdir(parents=True, exist_ok=True)
(out / "v2").mkdir()
write_10x_h5(out / "v2" / "filtered_feature_bc_matrix.h5")
write_spatial(out / "v2" / "spatial", header=True)
write_mex(out / "v1" / "filtered_feature_bc_matrix")
write_spatial(out / "v1" / "spatial", header=False)
write_anndata()
write_anndata_07()
expected = dict(
    barcodes=barcodes,
    ids=ids,
    symbols=symbols,
    dense=dense.tolist(),
    row=[row for row, _ in positions],
    col=[col for _, col in positions],
    pixel_row=pixel_row.tolist(),
    pixel_col=pixel_col.tolist(),
)
(out / "expected.json").write_text(json.dumps(expected))
