import { dateTime } from '../surveys/surveyView.js';
import type { Distribution, Recipient } from './distribution.js';

/** How listings of links behave; may be changed while the sandbox runs. */
export interface LinkBehaviour {
  /** How long the listing of a fresh distribution is short, in ms: it grows until then. */
  linkLagMs: number;
  /** The share of a fresh distribution's links that is listed at once, 0 to 1. */
  linkLagShare: number;
  /** The share that is never listed. */
  missingLinksShare: number;
}

export const LINK_BEHAVIOUR: Readonly<LinkBehaviour> = { linkLagMs: 0, linkLagShare: 0, missingLinksShare: 0 };

/** Who has a link that is listed by now. */
export function listedRecipients(
  { recipients, createdDate }: Distribution,
  { linkLagMs, linkLagShare, missingLinksShare }: LinkBehaviour,
  now: number,
): readonly Recipient[] {
  const elapsed = linkLagMs === 0 ? 1 : Math.min(1, (now - createdDate) / linkLagMs);
  const share = (linkLagShare + (1 - linkLagShare) * elapsed) * (1 - missingLinksShare);
  return share >= 1 ? recipients : recipients.slice(0, Math.floor(recipients.length * share));
}

/** A link as it is listed. */
export function linkView(distribution: Distribution, recipient: Recipient): Record<string, unknown> {
  const { contact } = recipient;
  return {
    contactId: contact.id,
    transactionId: recipient.transactionId,
    link: linkOf(distribution, recipient),
    exceededContactFrequency: false,
    linkExpiration: dateTime(distribution.expiresAt),
    status: 'Email not sent',
    lastName: contact.lastName,
    firstName: contact.firstName,
    externalDataReference: contact.extRef,
    email: contact.email,
    unsubscribed: contact.unsubscribed,
  };
}

/** Of one contact each, but for anonymous ones, which tell nobody apart. With `http`, as recorded. */
export function linkOf({ id, surveyId = '', linkType }: Distribution, recipient: Recipient): string {
  const parts = [id.replace(/^EMD_/, ''), surveyId.replace(/^SV_/, '')];
  const own = [recipient.transactionId, recipient.lookupId].filter((part) => part !== null);
  const Q_DL = (linkType === 'Anonymous' ? parts : [...parts, ...own]).join('_');
  return `http://sandbox.qualtrics.com/jfe/form/${surveyId}?Q_CHL=gl&Q_DL=${Q_DL}`;
}
