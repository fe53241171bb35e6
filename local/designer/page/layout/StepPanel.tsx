import { ConfigurationSection } from '../sections/ConfigurationSection.js';
import { CredentialSection } from '../sections/CredentialSection.js';
import { FunctionSection } from '../sections/FunctionSection.js';
import { MappingSection } from '../sections/MappingSection.js';
import { SampleSection } from '../sections/SampleSection.js';
import { pageData } from '../state/pageData.js';
import { type SectionId, type SectionState, sections, toggleAll } from '../state/sections.js';

const CONTENT: Readonly<Record<SectionId, (props: { readonly section: SectionState }) => preact.JSX.Element>> = {
  function: FunctionSection,
  credential: CredentialSection,
  configuration: ConfigurationSection,
  mapping: MappingSection,
  sample: SampleSection,
};

/** What is filled in for a step, section by section. */
export function StepPanel() {
  return (
    <div class="step-panel">
      <div class="panel-head">
        <h1>{pageData.component.title} Component Configuration</h1>
        <div class="panel-line">
          <p class="quiet">Fill in the required information for the selected step.</p>
          <span class="panel-actions">
            <button type="button" class="link" onClick={() => toggleAll(true)}>
              Expand all
            </button>
            <span aria-hidden="true">·</span>
            <button type="button" class="link" onClick={() => toggleAll(false)}>
              Collapse all
            </button>
          </span>
        </div>
      </div>
      {sections.value.map((section) => {
        const Content = CONTENT[section.id];
        return <Content key={section.id} section={section} />;
      })}
    </div>
  );
}
