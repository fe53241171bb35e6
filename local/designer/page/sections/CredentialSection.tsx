import { CheckBox } from '../fields/CheckBox.js';
import { SelectList, staticChoices } from '../fields/SelectList.js';
import { TextArea, TextField } from '../fields/TextFields.js';
import { inOrder, type NamedField } from '../state/configuration.js';
import {
  credentialFields,
  isKeptSecret,
  kept,
  missingCredentialFields,
  shownValue,
  typeCredential,
  verification,
  verifyCredential,
} from '../state/credential.js';
import { pageData } from '../state/pageData.js';
import type { SectionState } from '../state/sections.js';
import { Button } from '../widgets/Button.js';
import { ErrorBox } from '../widgets/ErrorBox.js';
import { missingWords, Section } from './Section.js';

const WORDS = {
  'not yet': 'Not verified',
  running: 'Verifying…',
  verified: 'Verified',
  refused: 'Not verified',
} as const;

/** The credential: what is kept for the brand, or what is typed, and whether it works. */
export function CredentialSection({ section }: { readonly section: SectionState }) {
  const { kind } = verification.value;
  return (
    <Section
      section={section}
      title="Credential"
      choice={WORDS[kind]}
      missing={missingWords(missingCredentialFields.value, 'Fill in')}
    >
      <div class="card">
        <p class="card-title">
          {pageData.component.title} credential
          {kept.value?.label && <span class="quiet"> for {kept.value.label}</span>}
        </p>
        <div class="two-columns">
          {inOrder(credentialFields).map((field) => (
            <CredentialField key={field.name} field={field} />
          ))}
        </div>
        <VerificationResult />
        <div class="buttons">
          <Button
            isDisabled={kind === 'running' || missingCredentialFields.value.length > 0}
            onClick={() => void verifyCredential()}
          >
            Verify
          </Button>
        </div>
      </div>
    </Section>
  );
}

function VerificationResult() {
  const state = verification.value;
  if (state.kind !== 'refused') return null;
  return (
    <ErrorBox
      title="Warning. We were not able to verify your credential:"
      message={state.reason}
      hint="You can go on all the same."
    />
  );
}

function CredentialField({ field }: { readonly field: NamedField }) {
  const { name, viewClass } = field;
  const common = {
    id: `credential-${name}`,
    field,
    value: shownValue(name),
    placeholder: isKeptSecret(name) ? '•••••••• kept' : undefined,
    onChange: (text: string) => typeCredential(name, text),
  };
  switch (viewClass) {
    case 'TextAreaView':
      return <TextArea {...common} />;
    case 'CheckBoxView':
      return (
        <CheckBox
          {...common}
          isTicked={common.value === 'true'}
          onChange={(is) => typeCredential(name, is ? 'true' : '')}
        />
      );
    case 'SelectView': {
      const choices = typeof field.model === 'object' ? staticChoices(field.model) : [];
      return <SelectList {...common} list={{ isLoading: false, choices, error: undefined }} />;
    }
    default:
      return <TextField {...common} isSecret={viewClass === 'PasswordFieldView'} />;
  }
}
