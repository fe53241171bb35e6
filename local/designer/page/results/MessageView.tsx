import { JsonView } from '../widgets/JsonView.js';
import type { Row } from './rows.js';

/** What is chosen in the table, in full. */
export function MessageView({ row }: { readonly row: Row }) {
  const { emitted, item, message } = row;
  if (emitted.kind !== 'data') return null;
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
