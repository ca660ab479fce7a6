const MATHML = 'http://www.w3.org/1998/Math/MathML';
const tokens = /<\/([a-z]+)>|<([a-z]+)((?:\s+[a-z]+="[^"]*")*)\s*(\/?)>|([^<]+)/g;
const attributes = /([a-z]+)="([^"]*)"/g;
const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"' };

/**
 * Builds MathML elements from the markup that our own formula writer makes (elements, plain attributes, text, four entities); nothing else is
 * let through. No innerHTML: the page's policy and the reader are safe whatever the text is. Throws on markup that does not close.
 */
export function mathmlElement(markup: string, document: Document): Element {
  const root = document.createDocumentFragment();
  const open: (DocumentFragment | Element)[] = [root];
  for (const [, close, name, attributeText = '', selfClosed, text] of markup.matchAll(tokens)) {
    const parent = open.at(-1)!;
    if (text !== undefined)
      parent.append(text.replace(/&(?:lt|gt|amp|quot);/g, (entity) => entities[entity] ?? entity));
    else if (close !== undefined) closeElement(open, close);
    else {
      const element = document.createElementNS(MATHML, name!);
      for (const [, key, value] of attributeText.matchAll(attributes)) element.setAttribute(key!, value!);
      parent.append(element);
      if (!selfClosed) open.push(element);
    }
  }
  const [first] = root.children;
  if (open.length !== 1 || !first) throw new SyntaxError(`MathML does not close: ${markup.slice(0, 80)}`);
  return first;
}

function closeElement(open: (DocumentFragment | Element)[], name: string): void {
  const element = open.pop();
  if (!element || !('localName' in element) || element.localName !== name)
    throw new SyntaxError(`MathML closes </${name}> too early`);
}
