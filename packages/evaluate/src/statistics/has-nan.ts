/** Whether any number is NaN: such values cannot be ranked. */
export function hasNaN(values: ArrayLike<number>): boolean {
  return Array.prototype.some.call(values, Number.isNaN);
}
