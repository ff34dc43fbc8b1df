"""Writes the same cells in every format of 10x Genomics, with Python's own libraries, and small files of formats that are refused.

    python3 write_cell_files.py FOLDER

Needs h5py, scipy and anndata. Layouts: 10x Genomics, "Feature Barcode Matrices (HDF5 Format)" and "(MEX Format)"; of Cell Ranger 2.1,
"Gene-Barcode Matrices"; loompy's "Loom file format specs" 3.0; SeuratDisk's "h5Seurat file format"; mudata's "MuData format".
"""

import gzip
import json
import sys
import zipfile
from pathlib import Path

import anndata
import h5py
import numpy as np
import pandas as pd
import scipy.io
import scipy.sparse as sparse

out = Path(sys.argv[1])
rng = np.random.default_rng(8)
n_cells, n_genes, n_proteins = 23, 30, 4
barcodes = [f"{''.join(rng.choice(list('ACGT'), 16))}-1" for _ in range(n_cells)]
ids = [f"ENSG{number:011d}" for number in range(n_genes)]
symbols = [f"GENE{number}" for number in range(n_genes)]
genomes = ["GRCh38"] * 18 + ["mm10"] * 12
dense = rng.poisson(0.7, (n_cells, n_genes)).astype(np.int32)
dense[:, 5] = 0
proteins = rng.poisson(20, (n_cells, n_proteins)).astype(np.int32)
protein_names = [f"CD{number}" for number in range(n_proteins)]
raw_barcodes = barcodes + [f"{''.join(rng.choice(list('ACGT'), 16))}-1" for _ in range(9)]
raw_dense = np.vstack([dense, rng.binomial(1, 0.02, (9, n_genes)).astype(np.int32)])


def write_sparse(group, matrix):
    # Features × barcodes in compressed sparse columns: one column per barcode.
    group.create_dataset("data", data=matrix.data.astype(np.int32), chunks=(8,), compression="gzip")
    group.create_dataset("indices", data=matrix.indices.astype(np.int64))
    group.create_dataset("indptr", data=matrix.indptr.astype(np.int64))
    group.create_dataset("shape", data=np.array(matrix.shape, np.int32))


def write_h5_v3(path, barcodes, dense, with_proteins=False):
    path.parent.mkdir(parents=True, exist_ok=True)
    counts = np.hstack([dense, proteins]) if with_proteins else dense
    others = protein_names if with_proteins else []
    with h5py.File(path, "w") as file:
        file.attrs.update(filetype="matrix", version=np.int64(2))
        group = file.create_group("matrix")
        write_sparse(group, sparse.csc_matrix(counts.T))
        group["barcodes"] = np.array(barcodes, "S18")
        features = group.create_group("features")
        features["id"] = np.array(ids + others, "S18")
        features["name"] = np.array(symbols + others, "S16")
        features["feature_type"] = np.array(
            ["Gene Expression"] * n_genes + ["Antibody Capture"] * len(others), "S17"
        )
        features["genome"] = np.array(genomes + [""] * len(others), "S8")


def write_h5_v2(path, chosen):
    """Cell Ranger 2: one group per genome."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        file.attrs["filetype"] = "matrix"
        for genome in chosen:
            genes = [gene for gene in range(n_genes) if genomes[gene] == genome]
            group = file.create_group(genome)
            write_sparse(group, sparse.csc_matrix(dense[:, genes].T))
            group["barcodes"] = np.array(barcodes, "S18")
            group["genes"] = np.array([ids[gene] for gene in genes], "S18")
            group["gene_names"] = np.array([symbols[gene] for gene in genes], "S16")


def write_mex(folder, prefix="", barcodes=barcodes, dense=dense, version=3, genes=range(n_genes)):
    folder.mkdir(parents=True, exist_ok=True)
    opened = gzip.open if version == 3 else open
    ending = ".gz" if version == 3 else ""
    with opened(folder / f"{prefix}matrix.mtx{ending}", "wb") as file:
        scipy.io.mmwrite(file, sparse.csc_matrix(dense[:, list(genes)].T), field="integer", symmetry="general")
    with opened(folder / f"{prefix}barcodes.tsv{ending}", "wt") as file:
        file.writelines(f"{barcode}\n" for barcode in barcodes)
    name = "features" if version == 3 else "genes"
    kind = "\tGene Expression" if version == 3 else ""
    with opened(folder / f"{prefix}{name}.tsv{ending}", "wt") as file:
        file.writelines(f"{ids[gene]}\t{symbols[gene]}{kind}\n" for gene in genes)


def shifted(by):
    return np.roll(dense, by, axis=0)


out.mkdir(parents=True, exist_ok=True)
write_h5_v3(out / "v3.h5", barcodes, dense)
write_h5_v3(out / "cite.h5", barcodes, dense, with_proteins=True)
write_h5_v2(out / "v2.h5", ["GRCh38"])
write_h5_v2(out / "v2-two-genomes.h5", ["GRCh38", "mm10"])
write_mex(out / "mex" / "filtered_feature_bc_matrix")
human = [gene for gene in range(n_genes) if genomes[gene] == "GRCh38"]
mouse = [gene for gene in range(n_genes) if genomes[gene] == "mm10"]
write_mex(out / "mex2" / "filtered_gene_bc_matrices" / "GRCh38", version=2, genes=human)
write_mex(out / "mex2-two-genomes" / "filtered_gene_bc_matrices" / "GRCh38", version=2, genes=human)
write_mex(out / "mex2-two-genomes" / "filtered_gene_bc_matrices" / "mm10", version=2, genes=mouse)
write_h5_v3(out / "outs" / "filtered_feature_bc_matrix.h5", barcodes, dense)
write_h5_v3(out / "outs" / "raw_feature_bc_matrix.h5", raw_barcodes, raw_dense)
write_mex(out / "outs" / "filtered_feature_bc_matrix")
write_mex(out / "outs" / "raw_feature_bc_matrix", barcodes=raw_barcodes, dense=raw_dense)
for prefix, by in [("GSM1_A_", 0), ("GSM2_A_2_", 1), ("GSM2_A_", 2)]:
    write_mex(out / "geo", prefix, dense=shifted(by))
for sample, by in [("one", 0), ("two", 3)]:
    folder = out / "multi" / "per_sample_outs" / sample / "count"
    write_h5_v3(folder / "sample_filtered_feature_bc_matrix.h5", barcodes, shifted(by))

# Formats that are refused.
data = anndata.AnnData(
    sparse.csr_matrix(dense.astype(np.float32)),
    obs=pd.DataFrame(index=barcodes),
    var=pd.DataFrame(index=symbols),
    dtype=np.float32,
)
data.write(out / "cells.h5ad")
with h5py.File(out / "cells.loom", "w") as file:
    file.attrs["LOOM_SPEC_VERSION"] = "3.0.0"
    file["matrix"] = dense.T
    file["row_attrs/Gene"] = np.array(symbols, "S16")
    file["col_attrs/CellID"] = np.array(barcodes, "S18")
    for name in ["layers", "row_graphs", "col_graphs"]:
        file.create_group(name)
with h5py.File(out / "cells.h5Seurat", "w") as file:
    file.attrs.update({"active.assay": "RNA", "version": "3.1.5.9900", "project": "cells"})
    file["cell.names"] = np.array(barcodes, "S18")
    file["assays/RNA/features"] = np.array(symbols, "S16")
    for name in ["meta.data", "reductions", "graphs", "images", "misc", "commands", "tools"]:
        file.create_group(name)
with h5py.File(out / "cells.h5mu", "w") as file:
    file.attrs.update({"encoding-type": "MuData", "encoding-version": "0.1.0"})
    for name in ["mod/rna", "obs", "var", "obsm", "varm", "uns"]:
        file.create_group(name)
with h5py.File(out / "molecule_info.h5", "w") as file:
    for name in ["barcode_idx", "feature_idx", "count", "umi", "gem_group"]:
        file[name] = np.arange(5)
    file["barcodes"] = np.array(barcodes, "S18")
with gzip.open(out / "cells.rds", "wb") as file:
    file.write(b"X\n\x00\x00\x00\x03\x00\x04\x02\x01\x00\x03\x05\x00\x00\x00\x00\x05UTF-8")
zarr = out / "cells.zarr"
(zarr / "X").mkdir(parents=True)
(zarr / ".zgroup").write_text('{"zarr_format": 2}')
(zarr / ".zattrs").write_text('{"encoding-type": "anndata", "encoding-version": "0.1.0"}')
(zarr / "X" / ".zgroup").write_text('{"zarr_format": 2}')
spatialdata = out / "spatialdata.zarr"
(spatialdata / "tables" / "table").mkdir(parents=True)
(spatialdata / "zarr.json").write_text('{"zarr_format": 3, "node_type": "group"}')
with zipfile.ZipFile(out / "cells.zarr.zip", "w") as archive:
    archive.writestr(".zgroup", '{"zarr_format": 2}')

expected = dict(
    barcodes=barcodes,
    rawBarcodes=raw_barcodes,
    ids=ids,
    symbols=symbols,
    genomes=genomes,
    dense=dense.tolist(),
    rawDense=raw_dense.tolist(),
    proteinNames=protein_names,
    proteins=proteins.tolist(),
    shifted={by: shifted(by).tolist() for by in range(4)},
)
(out / "expected.json").write_text(json.dumps(expected))
