/** What a sailor in another process asks of the in-memory broker of this one, and what it is told. */

/** A method of a channel, or its making; `channel` is a number that the asking process chooses. */
export interface BrokerCall {
  readonly kind: 'call';
  readonly id: number;
  readonly channel: number;
  readonly call: ChannelCall;
}

export type ChannelCall =
  | { readonly method: 'open'; readonly isConfirm: boolean }
  | { readonly method: 'prefetch'; readonly count: number }
  | { readonly method: 'consume'; readonly queue: string }
  | { readonly method: 'cancel'; readonly consumerTag: string }
  | {
      readonly method: 'publish';
      readonly exchange: string;
      readonly key: string;
      readonly content: Uint8Array;
      readonly options: object;
    }
  | { readonly method: 'ack'; readonly deliveryTag: number }
  | { readonly method: 'reject'; readonly deliveryTag: number; readonly requeue: boolean }
  | { readonly method: 'close' };

export type FromBroker =
  | { readonly kind: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: string }
  | {
      readonly kind: 'delivery';
      readonly channel: number;
      readonly content: Uint8Array;
      readonly fields: object;
      readonly properties: object;
    };
