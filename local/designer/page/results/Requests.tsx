import type { RequestRow, Run } from '../state/run.js';
import { VirtualTable } from '../widgets/VirtualTable.js';
import { Region } from './Region.js';
import { counted, duration } from './words.js';

const ROW_HEIGHT = 26;
const FIRST_ERROR_STATUS = 400;

/** The time that the waterfall shows; ms since 1970. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly wholeMs: number;
}

/** Requests of the component, each with status and time; side by side where they ran side by side. */
export function Requests({ run }: { readonly run: Run | undefined }) {
  run?.version.value;
  if (!run || run.requests.length === 0) {
    const words = run?.isOver ? 'The step made no request.' : 'Requests appear here as they are made.';
    return (
      <Region name="Requests" class="requests">
        <p class="quiet region-empty">{words}</p>
      </Region>
    );
  }
  const { requests } = run;
  const span = spanOf(run);
  return (
    <Region name="Requests" class="requests" facts={factsOf(requests)}>
      <VirtualTable
        label="Requests"
        class="waterfall"
        widths={['72px', '38%', '64px', '78px', 'auto']}
        head={<WaterfallHead wholeMs={span.wholeMs} />}
        count={requests.length}
        rowHeight={ROW_HEIGHT}
        isFollowing={!run.isOver}
        row={(index) => {
          const request = requests[index];
          return request && <WaterfallRow key={request.id} index={index} request={request} span={span} />;
        }}
      />
    </Region>
  );
}

function spanOf({ requests, lastAt, isOver }: Run): Span {
  const from = requests[0]?.startedAt ?? 0;
  let to = isOver ? from : lastAt;
  for (const { startedAt, endedAt = startedAt } of requests) to = Math.max(to, endedAt);
  return { from, to, wholeMs: Math.max(1, to - from) };
}

function factsOf(requests: readonly RequestRow[]): string {
  const failed = requests.filter(isBad).length;
  return [counted(requests.length, 'request'), ...(failed === 0 ? [] : [`${failed} refused or failed`])].join(' · ');
}

function isBad({ status, error }: RequestRow): boolean {
  return error !== undefined || (status !== undefined && status >= FIRST_ERROR_STATUS);
}

function WaterfallHead({ wholeMs }: { readonly wholeMs: number }) {
  return (
    <tr>
      <th scope="col">Method</th>
      <th scope="col">Address</th>
      <th scope="col">Status</th>
      <th scope="col">Time</th>
      <th scope="col">
        <span class="axis">
          <span>0</span>
          <span>{duration(wholeMs / 2)}</span>
          <span>{duration(wholeMs)}</span>
        </span>
      </th>
    </tr>
  );
}

interface WaterfallRowProps {
  readonly index: number;
  readonly request: RequestRow;
  readonly span: Span;
}

function WaterfallRow({ index, request, span }: WaterfallRowProps) {
  const { method, url, startedAt, endedAt, status, error } = request;
  return (
    <tr class={isBad(request) ? 'is-bad' : ''} aria-rowindex={index + 2} title={error ? `${url}: ${error}` : url}>
      <td>{method}</td>
      <td>
        <Address url={url} />
      </td>
      <td>{error ? 'failed' : (status ?? '…')}</td>
      <td>{endedAt === undefined ? '…' : duration(endedAt - startedAt)}</td>
      <td class="lane">
        <Bar request={request} span={span} />
      </td>
    </tr>
  );
}

/** Where a request went, without the host. */
function Address({ url }: { readonly url: string }) {
  const { pathname, search } = new URL(url);
  return (
    <span class="path">
      <span class="path-name">
        <bdi>{pathname}</bdi>
      </span>
      <span class="path-search">{search}</span>
    </span>
  );
}

/** When a request ran: dark until its answer began, light while the answer came. */
function Bar({ request, span }: Omit<WaterfallRowProps, 'index'>) {
  const { startedAt, endedAt = span.to, answeredAt = endedAt } = request;
  const percent = (ms: number, whole: number): string => `${whole === 0 ? 100 : ((ms / whole) * 100).toFixed(3)}%`;
  // Answered within the same millisecond: it has waited for all the time that there was.
  const waitedMs = answeredAt - startedAt || endedAt - startedAt;
  return (
    <span
      class="bar"
      style={{ left: percent(startedAt - span.from, span.wholeMs), width: percent(endedAt - startedAt, span.wholeMs) }}
    >
      <span class="bar-waited" style={{ width: percent(waitedMs, endedAt - startedAt) }} />
    </span>
  );
}
