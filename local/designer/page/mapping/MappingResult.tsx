import type { Outcome } from '../../protocol.js';
import { ErrorBox } from '../widgets/ErrorBox.js';
import { JsonView } from '../widgets/JsonView.js';

/** What the mapping gives on the samples. */
export function MappingResult({ outcome }: { readonly outcome: Outcome<unknown> }) {
  if (outcome.kind === 'failed') return <ErrorBox title="The mapping cannot be evaluated:" message={outcome.message} />;
  return (
    <div class="mapping-result">
      <h3>Mapping result</h3>
      <JsonView value={outcome.value} label="Mapping result" />
    </div>
  );
}
