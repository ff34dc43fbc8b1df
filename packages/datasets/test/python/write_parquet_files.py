"""Writes the Parquet files in test/parquet: the positions of a grid of bins of Visium HD, as pandas and polars write them.

    python3 write_parquet_files.py ../parquet

Needs pandas, pyarrow and polars, which Debian does not package; therefore the files are part of the repository. The formulas of the positions
are repeated in tissue-positions-parquet.test.ts.
"""

import sys
from pathlib import Path

import pandas as pd
import polars as pl

out = Path(sys.argv[1])
rows, columns = 6, 8
cells = [(row, col) for row in range(rows) for col in range(columns)]
table = pd.DataFrame(
    dict(
        barcode=[f"s_008um_{row:05d}_{col:05d}-1" for row, col in cells],
        in_tissue=[int((row + 2 * col) % 5 != 0) for row, col in cells],
        array_row=[row for row, _ in cells],
        array_col=[col for _, col in cells],
        pxl_row_in_fullres=[100.5 + 29.25 * row + 0.125 * col for row, col in cells],
        pxl_col_in_fullres=[50.25 - 0.125 * row + 29.25 * col for row, col in cells],
    )
)
for compression in ["snappy", "zstd", "none", "gzip"]:
    table.to_parquet(out / f"{compression}.parquet", index=False, compression=compression, row_group_size=20)
table.set_index("barcode").to_parquet(out / "index.parquet")
unnamed = table.set_index("barcode")
unnamed.index.name = None
unnamed.to_parquet(out / "unnamed-index.parquet")
narrow = table.astype(dict(in_tissue="bool", array_row="int32", array_col="uint16", pxl_row_in_fullres="float32"))
narrow.to_parquet(out / "narrow.parquet", index=False)
pl.from_pandas(table).write_parquet(out / "polars.parquet")
table.drop(columns="array_col").to_parquet(out / "no-array-col.parquet", index=False)
missing = table.astype(dict(array_row="Int64"))
missing.loc[3, "array_row"] = pd.NA
missing.to_parquet(out / "missing-value.parquet", index=False)
twice = pd.concat([table, table.iloc[[5]]])
twice.to_parquet(out / "duplicate.parquet", index=False)
