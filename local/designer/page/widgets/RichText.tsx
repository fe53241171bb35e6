import type { ComponentChildren, VNode } from 'preact';

/** What a manifest's texts may use of HTML; of anything else only the text is shown. */
const ALLOWED = ['b', 'strong', 'i', 'em', 'code', 'br', 'ul', 'ol', 'li', 'p'] as const;
type Tag = (typeof ALLOWED)[number];

function isAllowed(name: string): name is Tag {
  return ALLOWED.some((tag) => tag === name);
}

function toNode(node: Node): ComponentChildren {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof HTMLElement)) return null;
  const inner = [...node.childNodes].map(toNode);
  const name = node.localName;
  if (name === 'a') return toLink(node, inner);
  if (!isAllowed(name)) return inner;
  const Name = name;
  return <Name>{inner}</Name>;
}

function toLink(node: HTMLElement, inner: ComponentChildren): VNode | ComponentChildren {
  const address = node.getAttribute('href') ?? '';
  if (!/^https?:\/\//.test(address)) return inner;
  return (
    <a href={address} target="_blank" rel="noreferrer">
      {inner}
    </a>
  );
}

/** A text of the manifest, which may have simple HTML in it. */
export function RichText({ html }: { readonly html: string }) {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  return <>{[...body.childNodes].map(toNode)}</>;
}
