import type { DefaultTreeAdapterMap } from 'parse5';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

export function elements(node: Node): Generator<Element>;
export function attribute(element: Element, name: string): string | undefined;
