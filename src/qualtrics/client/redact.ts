/** A text with every secret in it replaced by `***`, also where it was percent-encoded. */
export function redact(text: string, secrets: Iterable<string>): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret === '') continue;
    for (const form of new Set([secret, percentEncoded(secret)])) clean = clean.split(form).join('***');
  }
  return clean;
}

/** Half a character cannot be encoded; what holds one stays as it is. */
function percentEncoded(secret: string): string {
  return /\p{Cs}/u.test(secret) ? secret : encodeURIComponent(secret);
}
