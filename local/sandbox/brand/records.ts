/** A contact as it is kept. Times in ms since 1970. */
export interface StoredContact {
  readonly id: string;
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
  readonly mailingLists: ReadonlyMap<string, string>;
}

export interface MailingList {
  readonly mailingListId: string;
  readonly name: string;
  readonly directoryId: string;
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
