/** The element types of ONNX tensors that hold numbers. Whole numbers and truth values are read as numbers, too. */
export type ElementType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'bfloat16'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool';

/** Numbers of a tensor; int64 as Float64Array (exact up to 2^53), float16 and bfloat16 as Float32Array, truth values as 0 and 1. */
export type Numbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** A tensor that does not depend on the model's inputs, on the host; row-major, in ONNX's order of axes. */
export interface Constant {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: Numbers;
}

/** A tensor or attribute that is part of the model but is not supported, such as a tensor of strings. */
export interface Unreadable {
  /** A clause that ends with a period. */
  readonly unreadable: string;
}

/** A branch of an `If`: a graph without inputs, which sees the tensors of the graphs around it. */
export interface Subgraph {
  /** In an order in which every node comes after those whose outputs it reads. */
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  readonly outputs: readonly string[];
  /** Names of tensors of the graphs around it that it reads. */
  readonly captured: readonly string[];
}

/** The value of an attribute. Only the branches of `If` are read; any other subgraph is `true`. */
export type Attribute =
  | number
  | string
  | readonly number[]
  | readonly string[]
  | Constant
  | Unreadable
  | { readonly graph: Subgraph | true };

/** One operator of an ONNX graph. */
export interface OnnxNode {
  /** The node's name or, if it has none, the name of its first output. */
  readonly name: string;
  /** The operator, such as `Conv`. */
  readonly op: string;
  /** `''` for the operators of the standard. */
  readonly domain: string;
  /** Names of tensors; `''` for an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Names of tensors that its subgraphs read. Absent: none. */
  readonly captured?: readonly string[];
}

/** What a model declares about an input or output. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly type: ElementType;
  /** A number, the name of a free dimension, or null; undefined if the model does not state the shape. */
  readonly shape: readonly (number | string | null)[] | undefined;
}

/** A parsed ONNX file. Plain data; the numbers of constants may be views of the file's bytes. */
export interface OnnxModel {
  /** The program that wrote the file, such as `pytorch 2.9`. */
  readonly producer: string;
  /** Versions of the operators by domain; `''` is the standard's. */
  readonly opsets: ReadonlyMap<string, number>;
  /** In an order in which every node comes after those whose outputs it reads. */
  readonly nodes: readonly OnnxNode[];
  /** Without the inputs that are initialisers. */
  readonly inputs: readonly OnnxValueInfo[];
  /** The outputs that are tensors of numbers. */
  readonly outputs: readonly OnnxValueInfo[];
  /** Names of the other outputs, such as lists of maps. */
  readonly otherOutputs: readonly string[];
  /**
   * The initialisers and the outputs of `Constant` nodes, by the names of their tensors. A tensor that cannot be read, such as one of
   * strings, is the output of a node `Constant` whose attribute `value` is {@link Unreadable}; so is an input of such a type.
   */
  readonly constants: ReadonlyMap<string, Constant>;
  readonly metadata: ReadonlyMap<string, string>;
}
