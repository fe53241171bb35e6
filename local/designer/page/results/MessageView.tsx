import { JsonView } from '../widgets/JsonView.js';
import { useScrollable } from '../widgets/useScrollable.js';
import type { Row } from './rows.js';

/** What is chosen in the table, in full. */
export function MessageView({ row }: { readonly row: Row }) {
  const { emitted, item, message } = row;
  if (emitted.kind !== 'data') return <OtherView row={row} />;
  const isPart = item !== emitted.body;
  return (
    <div class="message">
      <h3>
        Message {message}
        {isPart && <span class="quiet">, one of its objects</span>}
      </h3>
      <JsonView value={item} label="Message as JSON" />
    </div>
  );
}

/** An error or a rebound: all that is known of it, for those that are not shown in full anyway. */
function OtherView({ row: { emitted, message } }: { readonly row: Row }) {
  const box = useScrollable<HTMLPreElement>();
  if (emitted.kind === 'data') return null;
  const text = emitted.kind === 'error' ? `${emitted.message}\n\n${emitted.stack}` : emitted.reason;
  return (
    <div class="message">
      <h3>
        {emitted.kind === 'error' ? 'Error' : 'Rebound'} {message}
      </h3>
      <pre ref={box} class="other">
        {text.trim()}
      </pre>
    </div>
  );
}
