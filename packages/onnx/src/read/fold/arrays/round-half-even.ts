/** The nearest whole number; halves are rounded to the even one, as IEEE 754 and ONNX do. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5 || (rest === 0.5 && floor % 2 === 0)) return floor;
  return floor === -1 ? -0 : floor + 1;
}
