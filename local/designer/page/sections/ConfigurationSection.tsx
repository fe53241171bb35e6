import { ConfigurationField } from '../fields/ConfigurationField.js';
import { configuration, configurationFields, missingFields } from '../state/configuration.js';
import type { SectionState } from '../state/sections.js';
import { MetadataProblem } from './MetadataProblem.js';
import { missingWords, Section } from './Section.js';

/** The fields of the step. */
export function ConfigurationSection({ section }: { readonly section: SectionState }) {
  const filled = Object.keys(configuration.value).length;
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
      <MetadataProblem />
    </Section>
  );
}
