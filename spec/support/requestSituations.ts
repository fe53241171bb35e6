import { searchCure } from '../../src/qualtrics/api/contacts.js';
import { inactiveSurveyCure } from '../../src/qualtrics/api/distributions.js';
import { oauthCure } from '../../src/qualtrics/auth/oauth.js';
import type { ApiRequest } from '../../src/qualtrics/client/client.js';
import type { ErrorFacts } from '../../src/qualtrics/client/errorMessage.js';
import { QualtricsError } from '../../src/qualtrics/client/errors.js';

/** An error as the client makes it; `cureFor` as the resource that was asked for gives it. */
const facts = (more: Partial<ErrorFacts>, cureFor?: NonNullable<ApiRequest['cureFor']>) => (): never => {
  const known = { method: 'GET', path: '/whoami', ...more };
  throw new QualtricsError({ ...known, cure: cureFor?.(known, oauthCure(known)) ?? oauthCure(known) });
};
const search = { method: 'POST', path: '/directories/POOL_1/contacts/search' };
const said = { errorMessage: 'What Qualtrics says.', requestId: 'request-1' };

/** How a request can fail, as the client puts it into words. */
export const REQUEST_SITUATIONS: Readonly<Record<string, () => never>> = {
  'wrong client or secret': facts({ method: 'POST', path: '/oauth2/token', status: 401, errorCode: 'invalid_client' }),
  'client without the grant': facts({
    method: 'POST',
    path: '/oauth2/token',
    status: 400,
    errorCode: 'unauthorized_client',
  }),
  'client without a scope': facts({ method: 'POST', path: '/oauth2/token', status: 400, errorCode: 'invalid_scope' }),
  'unknown token': facts({ status: 401, ...said }),
  'wrong data center': facts({ status: 401, errorCode: 'DCD_7', errorMessage: 'Unrecognized X-API-TOKEN.' }),
  'missing scope': facts({ status: 403, scope: 'read:users', ...said }),
  'directory that is refused': facts(
    {
      ...search,
      status: 403,
      scope: 'read:directory_contacts or manage:directory_contacts',
      ...said,
    },
    searchCure,
  ),
  'directory that is unknown': facts({ ...search, status: 404, ...said }, searchCure),
  'thing that is unknown': facts({ status: 404, ...said }),
  'search too deep': facts({ ...search, status: 400, errorCode: 'BRE_0.5', ...said }, searchCure),
  'request that is refused': facts({ status: 400, errorCode: 'RP_9', ...said }),
  'inactive survey': facts(
    {
      method: 'POST',
      path: '/distributions',
      status: 400,
      errorMessage: 'The survey is not active.',
    },
    inactiveSurveyCure,
  ),
  'rate limit used up': facts({ status: 429, attempts: 9, tookMs: 80_000 }),
  'Qualtrics out of order': facts({ status: 503, attempts: 3, tookMs: 20_300, ...said }),
  'gateway with a page': facts({ status: 502, notJson: 'page' }),
  'no answer in time': facts({ failure: 'no answer within 15 s', attempts: 3, tookMs: 65_000 }),
  'proxy that refuses': facts({
    failure: 'a proxy on the way did not let it through (status 407)',
    obstacle: 'proxy',
  }),
  'certificate that is not trusted': facts({
    failure: "the server's certificate is not trusted (SELF_SIGNED_CERT_IN_CHAIN)",
    obstacle: 'certificate',
  }),
  'address that sends requests elsewhere': facts({ status: 302 }),
  'answer that is a text': facts({ status: 200, failure: 'the answer is not JSON', notJson: 'text' }),
  'somebody who waits': facts({ status: 429, patienceOverMs: 25_000, ...said }),
  'storage that refuses a file': facts({ status: 403, host: 'files.example.com' }),
  'create with an open end': facts({
    method: 'POST',
    path: '/distributions',
    failure: 'the connection was lost (ECONNRESET)',
    outcomeUnknown: true,
  }),
  'answer that is none': facts({ status: 200, failure: 'the answer is not JSON', notJson: 'page' }),
  'file that ended too soon': facts({ failure: 'the file ended after 10 of 20 bytes', attempts: 3, tookMs: 30_000 }),
  'answer that is too long': facts({ failure: 'the answer is too long' }),
  'redirect without end': facts({ failure: 'it was redirected too often' }),
  'redirect to an unsafe address': facts({ failure: 'it was redirected to an address that is not https' }),
};
