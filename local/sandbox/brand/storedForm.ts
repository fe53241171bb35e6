/** Ways in which a brand may keep a text otherwise than it was sent; none of them is documented. */
export const STORED_FORMS = [
  /** Composed letters (NFC). */
  'composed',
  /** Without zero-width and other invisible characters. */
  'visible',
  /** Any run of blanks as one space. */
  'singleBlanks',
  'lowerCaseEmails',
  /** Phone numbers as `+` and digits, those without a country code with that of the USA. */
  'internationalPhones',
  /** The first 255 characters, instead of refusing more. */
  'cut',
] as const;

export type StoredForm = (typeof STORED_FORMS)[number];

const CUT_AT = 255;

/** A text of a contact as it is stored. */
export function storedText(key: string, text: string, forms: readonly StoredForm[]): string {
  let stored = text;
  if (forms.includes('composed')) stored = stored.normalize('NFC');
  if (forms.includes('visible')) stored = stored.replace(/\p{Cf}/gu, '');
  if (forms.includes('singleBlanks')) stored = stored.replace(/\s+/gu, ' ').trim();
  if (forms.includes('lowerCaseEmails') && key === 'email') stored = stored.toLowerCase();
  if (forms.includes('internationalPhones') && key === 'phone' && /\d/.test(stored)) {
    const digits = stored.replace(/\D/g, '');
    stored = /^\s*\+/.test(stored) ? `+${digits}` : `+1${digits}`;
  }
  return forms.includes('cut') ? stored.slice(0, CUT_AT) : stored;
}
