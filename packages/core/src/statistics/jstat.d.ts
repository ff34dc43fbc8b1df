declare module 'jstat' {
  const jstat: {
    /** Regularised incomplete beta function I_x(a, b). */
    ibeta(x: number, a: number, b: number): number;
    /** Error function. */
    erf(x: number): number;
  };
  export default jstat;
}
