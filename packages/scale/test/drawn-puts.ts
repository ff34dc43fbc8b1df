/** Objects that many processes put, by key: as a worker's shards, with bytes that their key determines. */
export function drawnPuts(): { readonly key: string; readonly bytes: Uint8Array }[] {
  return Array.from({ length: 60 }, (_, i) => ({
    key: i % 3 === 0 ? `maps.zarr/maps/c/${i}/0/0/0` : `scores/${String(i).padStart(6, '0')}.parquet`,
    bytes: Uint8Array.from({ length: 1 + ((i * 7919) % 200_000) }, (_, j) => (i * 31 + j * 7) % 251),
  }));
}
