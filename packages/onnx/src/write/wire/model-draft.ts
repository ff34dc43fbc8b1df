/** The element types that are written. */
export type ElementType = TensorDraft['type'];

/** The elements of a tensor: row-major, in ONNX's order of axes. They are not copied before the model is encoded. */
export type TensorDraft = { readonly shape: readonly number[] } & (
  | { readonly type: 'float32'; readonly numbers: Float32Array }
  | { readonly type: 'int32'; readonly numbers: Int32Array }
  | { readonly type: 'int64'; readonly numbers: BigInt64Array }
  /** 0 or 1 for each element. */
  | { readonly type: 'bool'; readonly numbers: Uint8Array }
);

export type InitializerDraft = TensorDraft & { readonly name: string };

/** The value of an attribute; its form determines its type in the file. */
export type Attribute =
  /** INT: an integer, exact up to 2^53. */
  | number
  | { readonly float: number }
  /** STRING. */
  | string
  /** INTS. */
  | readonly number[]
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly tensor: TensorDraft }
  | { readonly graph: GraphDraft };

/** An operator of the standard's domain. */
export interface NodeDraft {
  readonly op: string;
  readonly name: string;
  /** Names of values; `''` for an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** An attribute that is undefined is not written. */
  readonly attributes?: Readonly<Record<string, Attribute | undefined>> | undefined;
}

/** What the model declares about an input or output. */
export interface ValueInfoDraft {
  readonly name: string;
  readonly type: ElementType;
  /** Lengths, or names of free dimensions. */
  readonly shape: readonly (number | string)[];
  readonly description?: string | undefined;
}

export interface GraphDraft {
  readonly name: string;
  /** Every node comes after those whose outputs it reads. */
  readonly nodes: readonly NodeDraft[];
  readonly initializers: readonly InitializerDraft[];
  readonly inputs: readonly ValueInfoDraft[];
  readonly outputs: readonly ValueInfoDraft[];
}

/** A model that is to be written as an ONNX file. Plain data. */
export interface ModelDraft {
  readonly irVersion: number;
  /** The version of the standard's operators. */
  readonly opset: number;
  readonly producer: { readonly name: string; readonly version: string };
  readonly documentation?: string | undefined;
  readonly graph: GraphDraft;
  readonly metadata: Readonly<Record<string, string>>;
}
