import type { Membership } from './records.js';

/** A contact that has just come into a mailing list; `lookupId` is `CGC_…`. */
export function newMembership(lookupId: string): Membership {
  return { lookupId, unsubscribed: false, unsubscribeDate: null, privateEmbeddedData: {} };
}
