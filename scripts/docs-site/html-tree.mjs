import { defaultTreeAdapter as tree } from 'parse5';

/** The elements of a tree of parse5, in document order. */
export function* elements(node) {
  for (const child of [...(node.childNodes ?? [])]) {
    if (child.tagName) yield child;
    yield* elements(child);
  }
}

export function attribute(element, name) {
  return element.attrs?.find((attr) => attr.name === name)?.value;
}

export function setAttribute(element, name, value) {
  element.attrs = [...element.attrs.filter((attr) => attr.name !== name), { name, value }];
}

export function hasClass(element, name) {
  return (attribute(element, 'class') ?? '').split(/\s+/).includes(name);
}

/** The text of an element without the marks of its contents. */
export function textOf(node) {
  return node.nodeName === '#text' ? node.value : (node.childNodes ?? []).map(textOf).join('');
}

export function rename(element, tagName) {
  element.tagName = tagName;
  element.nodeName = tagName;
}

export function remove(element) {
  tree.detachNode(element);
}

/** Replaces an element by its contents. */
export function unwrap(element) {
  for (const child of [...element.childNodes]) {
    tree.detachNode(child);
    tree.insertBefore(element.parentNode, child, element);
  }
  tree.detachNode(element);
}

/** Puts an element into a new one, which takes its place. */
export function wrap(element, tagName, attributes) {
  const attrs = Object.entries(attributes).map(([name, value]) => ({ name, value }));
  const wrapper = tree.createElement(tagName, element.namespaceURI, attrs);
  tree.insertBefore(element.parentNode, wrapper, element);
  tree.detachNode(element);
  tree.appendChild(wrapper, element);
}

/** Inserts the elements of a piece of HTML, already parsed, as the first children of an element. */
export function prepend(element, fragment) {
  for (const node of [...fragment.childNodes].reverse()) {
    tree.detachNode(node);
    const [first] = element.childNodes;
    if (first) tree.insertBefore(element, node, first);
    else tree.appendChild(element, node);
  }
}
