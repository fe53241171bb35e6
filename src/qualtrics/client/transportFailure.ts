/** No answer, or not all of one. `notReceived`: the request never got there; `unanswered`: it may have. */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';

  constructor(
    readonly kind: 'notReceived' | 'unanswered',
    message: string,
    /** What is in the way, where it is known not to be Qualtrics. */
    readonly obstacle?: 'certificate' | 'proxy',
  ) {
    super(message);
  }
}

/** Errors of the connection itself (Node's codes): nothing was sent yet. */
const NOT_SENT_CODES: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPROTO',
];

/** OpenSSL's codes for a certificate that is not trusted, as Node passes them on: the handshake failed. */
const CERTIFICATE_CODE = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/;

/** Codes of zlib and brotli, about an answer that was compressed on the way. */
const UNPACKING_CODE = /^(Z|ERR_)_/;

const WORDS_FOR_CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNRESET: 'the connection was lost',
  EPIPE: 'the connection was lost',
  // Of zlib, as the next ones.
  Z_BUF_ERROR: 'the answer broke off',
};

/** Nothing was heard for so many ms; `what` did not come. */
export function timedOut(timeoutMs: number, what: string): TransportFailure {
  return new TransportFailure('unanswered', `${what} within ${Math.round(timeoutMs) / 1000} s`);
}

/** The facts of a connection error; axios' own error carries the request with its token and is not kept. */
export function toFailure(error: unknown): TransportFailure {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const name = typeof code === 'string' ? code : 'unknown error';
  if (CERTIFICATE_CODE.test(name)) {
    return new TransportFailure('notReceived', `the server's certificate is not trusted (${name})`, 'certificate');
  }
  const words = WORDS_FOR_CODES[name] ?? wordsFor(name, String(message));
  const isNotSent = NOT_SENT_CODES.includes(name) || name.startsWith('ERR_SSL_');
  return new TransportFailure(isNotSent ? 'notReceived' : 'unanswered', `${words} (${name})`);
}

function wordsFor(code: string, message: string): string {
  if (UNPACKING_CODE.test(code)) return 'the answer is damaged, it cannot be unpacked';
  return code.startsWith('ERR_') ? message : 'the connection failed';
}
