/** A node of a GraphModel's file. */
export interface RawNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, Attribute | undefined>>;
}

interface Attribute {
  readonly s?: string;
  readonly b?: boolean;
  readonly list?: { readonly i?: readonly (string | number)[]; readonly s?: readonly string[] };
}

export const base64Attribute = (text: string): string => Buffer.from(text, 'base64').toString();
