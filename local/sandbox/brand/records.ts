/** A contact as it is kept. Times in ms since 1970. */
export interface StoredContact {
  readonly id: string;
  /** Counts the contacts of a directory in the order of their creation. */
  readonly serial: number;
  readonly creationDate: number;
  readonly lastModified: number;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly extRef: string | null;
  readonly language: string | null;
  readonly unsubscribed: boolean;
  readonly unsubscribeDate: number | null;
  readonly embeddedData: Readonly<Record<string, string>>;
  /** By the mailing list's id. */
  readonly mailingLists: ReadonlyMap<string, Membership>;
}

/** A contact in a mailing list. */
export interface Membership {
  /** `CGC_…`. */
  readonly lookupId: string;
  readonly unsubscribed: boolean;
  /** ms since 1970. */
  readonly unsubscribeDate: number | null;
  /** Belongs to the list only. */
  readonly privateEmbeddedData: Readonly<Record<string, string>>;
}

/** A mailing list; its contacts know that they are in it. Times in ms since 1970. */
export interface MailingList {
  readonly mailingListId: string;
  name: string;
  readonly directoryId: string;
  readonly ownerId: string;
  readonly creationDate: number;
  lastModifiedDate: number;
}

/** A request as the sandbox's books have it. */
export interface BookedRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  body: unknown;
  status: number | undefined;
}
