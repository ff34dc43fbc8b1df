import type { DrawnVerdict } from '../certificate/drawn-certificate.js';

/** A page of results, for `htmlReport`. Texts are plain: text in backticks is set as code, and an https address becomes a link. */
export interface Report {
  readonly title: string;
  /** What the page is about, in a few sentences, which are shown above the table of contents. */
  readonly lead: string;
  readonly sections: readonly ReportSection[];
  /** All settings of the run, which are listed at the end: plain data, also nested, as in JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A section of a {@link Report}, with its own heading. */
export interface ReportSection {
  readonly heading: string;
  readonly blocks: readonly ReportBlock[];
  /** Subsections, to a depth of five. */
  readonly sections?: readonly ReportSection[] | undefined;
}

/** A part of a section of a {@link Report}. */
export type ReportBlock =
  | ReportText
  | ReportNote
  | ReportCode
  | ReportList
  | ReportFigure
  | ReportTable
  | ReportVerdict
  | ReportDetails
  | ReportFiles;

/** A paragraph, or several that are separated by empty lines. */
export interface ReportText {
  readonly kind: 'text';
  readonly text: string;
}

/** Something that the reader must not miss: a framed paragraph with a title. */
export interface ReportNote {
  readonly kind: 'note';
  readonly title: string;
  readonly text: string;
}

/** Commands or code that the reader can copy. */
export interface ReportCode {
  readonly kind: 'code';
  readonly text: string;
}

export interface ReportList {
  readonly kind: 'list';
  readonly items: readonly string[];
}

/** A picture, which is embedded in the page. */
export interface ReportFigure {
  readonly kind: 'figure';
  /** An SVG document, or the bytes of a JPEG or PNG file. */
  readonly source: string | Uint8Array;
  /** What the picture shows, in words, for readers who do not see it. */
  readonly alt: string;
  readonly caption?: string | undefined;
  /** Width on the page in pixels. Default: the width of the picture. A page that is narrower shows less of it, or scrolls. */
  readonly width?: number | undefined;
}

/** A table. The first column has the headings of the rows; columns of numbers are aligned to the right. */
export interface ReportTable {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly string[];
  /** Numbers are written with four significant digits, whole numbers in full; NaN as "–". */
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Whether to believe something, and why. */
export interface ReportVerdict {
  readonly kind: 'verdict';
  readonly verdict: DrawnVerdict;
  readonly reasons: readonly string[];
  /** What the verdict is about. */
  readonly caption?: string | undefined;
}

/** Blocks that are hidden until the reader opens them; a printed page shows them. */
export interface ReportDetails {
  readonly kind: 'details';
  readonly summary: string;
  readonly blocks: readonly ReportBlock[];
}

/** Links to files next to the page. */
export interface ReportFiles {
  readonly kind: 'files';
  readonly files: readonly ReportFile[];
}

/** A file of {@link ReportFiles}. */
export interface ReportFile {
  /** Its path relative to the page, with `/` between folders. */
  readonly href: string;
  readonly name: string;
  /** What it contains. */
  readonly content: string;
}
