/** The rectangle of a patch of `gridFeatures`: pixel p lies in patch ⌊p · sides / length⌋. */
export function patchBox(label: number, sides: number, height: number, width: number) {
  const [row, column] = [Math.floor(label / sides), label % sides];
  const from = (patch: number, length: number) => Math.ceil((patch * length) / sides);
  const [x, y] = [from(column, width), from(row, height)];
  return {
    name: `row ${row + 1}, column ${column + 1}`,
    x,
    y,
    width: from(column + 1, width) - x,
    height: from(row + 1, height) - y,
  };
}
