import { ConfigurationField } from '../fields/ConfigurationField.js';
import { configuration, configurationFields, missingFields } from '../state/configuration.js';
import { metadataState, reloadMetadata } from '../state/metadata.js';
import type { SectionState } from '../state/sections.js';
import { Button } from '../widgets/Button.js';
import { ErrorBox } from '../widgets/ErrorBox.js';
import { missingWords, Section } from './Section.js';

/** The fields of the step. */
export function ConfigurationSection({ section }: { readonly section: SectionState }) {
  const filled = Object.keys(configuration.value).length;
  const { error, isLoading } = metadataState.value;
  return (
    <Section
      section={section}
      title="Configuration"
      choice={filled === 0 ? undefined : `${filled} ${filled === 1 ? 'field' : 'fields'} filled in`}
      missing={missingWords(missingFields.value, 'Fill in')}
    >
      {configurationFields.value.map((field) => (
        <ConfigurationField key={field.name} field={field} />
      ))}
      {error && (
        <>
          <ErrorBox title="The metadata could not be loaded:" message={error} />
          <div class="buttons">
            <Button icon="reload" isDisabled={isLoading} onClick={reloadMetadata}>
              Try again
            </Button>
          </div>
        </>
      )}
    </Section>
  );
}
