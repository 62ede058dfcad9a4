import { pullXml } from './pull.ts';

export interface XmlElement {
  /** Local name, without a prefix. */
  name: string;
  attributes: Map<string, string>;
  children: XmlElement[];
  /** All of its own text, without that of its children, trimmed. */
  text: string;
  /** One-based line of its opening tag. */
  line: number;
}

/** Where and why a text could not be read to its end. */
export interface XmlFault {
  reason: string;
  line: number;
}

/**
 * Reads a small XML file as a tree; `pullXml` says what is refused. For large machine-written files use `pullXml`.
 * @returns with a fault, what stood before it (no root where that is nothing).
 */
export function parseXml(text: string): { root?: XmlElement; fault?: XmlFault } {
  let root: XmlElement | undefined;
  let fault: XmlFault | undefined;
  const open: XmlElement[] = [];
  for (const event of pullXml(text)) {
    const parent = open.at(-1);
    if (event.kind === 'open') {
      const { name, attributes, line } = event;
      const element: XmlElement = { name, attributes, children: [], text: '', line };
      parent?.children.push(element);
      root ??= element;
      open.push(element);
    } else if (event.kind === 'text') {
      if (parent !== undefined) parent.text += event.text;
    } else if (event.kind === 'close') {
      open.pop();
      if (parent !== undefined) parent.text = parent.text.trim();
    } else {
      fault = { reason: event.reason, line: event.line };
    }
  }
  for (const element of open) element.text = element.text.trim();
  return { ...(root === undefined ? {} : { root }), ...(fault === undefined ? {} : { fault }) };
}

/** The first child of that name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** Every child of that name, in order. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The text of the first child of that name; `undefined` where there is none or it is empty. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  return childOf(element, name)?.text || undefined;
}
