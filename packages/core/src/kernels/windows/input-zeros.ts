/** A convolution part of whose padding counts as inputs. */
export interface InputZeros {
  /**
   * The part of the padding that the model adds by an operation of its own, as zeros before and after along each axis of places: these cells are inputs
   * of the layer, if inputs are counted. Default none.
   */
  readonly inputZeros?: readonly (readonly [number, number])[];
}
