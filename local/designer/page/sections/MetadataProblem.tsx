import { metadataState, reloadMetadata } from '../state/metadata.js';
import { Button } from '../widgets/Button.js';
import { ErrorBox } from '../widgets/ErrorBox.js';

/** Why the metadata could not be loaded, and a button that asks again; nothing while all is well. */
export function MetadataProblem() {
  const { error, isLoading } = metadataState.value;
  if (error === undefined) return null;
  return (
    <>
      <ErrorBox title="The metadata could not be loaded:" message={error} />
      <div class="buttons">
        <Button icon="reload" isDisabled={isLoading} onClick={reloadMetadata}>
          Try again
        </Button>
      </div>
    </>
  );
}
