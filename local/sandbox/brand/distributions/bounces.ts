import type { StoredContact } from '../records.js';

/** Whether mails to a contact come back: at `.invalid` there is no mail for anybody (RFC 2606). */
export function isBouncing({ email }: Pick<StoredContact, 'email'>): boolean {
  return /\.invalid$/i.test(email ?? '');
}

/** What is told of a mail that came back; by a mailing list in full. */
export function bounceInfo(isWhole: boolean) {
  const reason = 'The domain does not exist.';
  return { type: 'HardBounce', ...(isWhole ? { statusCode: '5.1.2', reason, blacklisted: false } : {}) };
}
