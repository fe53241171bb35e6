import type { Attachment, StepOutput } from '../../elasticio/messageCodec.js';

/** What the designer tells the process of a run. */
export type ToChild =
  | { readonly kind: 'start'; readonly start: ChildStart }
  /** Ends gracefully: the flow's hook `shutdown` is called. */
  | { readonly kind: 'stop' };

export interface ChildStart {
  readonly key: string;
  readonly cfg: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly attachments: Readonly<Record<string, Attachment>>;
  readonly snapshot: unknown;
  readonly componentPath: string;
  /** A webhook trigger: it waits for requests until it is stopped, instead of working on one message. */
  readonly isWebhook: boolean;
  readonly amqpUri: string | undefined;
  readonly env: Readonly<Record<string, string>>;
}

/** What the process of a run tells the designer. */
export type FromChild =
  | { readonly kind: 'output'; readonly at: number; readonly output: StepOutput }
  | { readonly kind: 'listening'; readonly at: number; readonly address: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'done' };
