declare module 'elasticio-node/lib/messages.js' {
  /** A message with an id of its own. */
  export function newMessageWithBody(body: unknown): {
    id: string;
    body: unknown;
    attachments: Record<string, unknown>;
    headers: Record<string, unknown>;
    metadata: Record<string, unknown>;
  };
}
