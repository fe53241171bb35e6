/** A file of a message, as the platform's steps pass it on. `size` in bytes. */
export interface Attachment {
  readonly url: string;
  readonly size: number;
  readonly 'content-type': string;
}

/** A file of a message as it arrives: from whatever step, so any of it may be missing. */
export interface IncomingAttachment {
  readonly url?: unknown;
}
