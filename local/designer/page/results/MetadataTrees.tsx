import type { Schema } from '../../protocol.js';
import { Star } from '../fields/FieldFrame.js';
import { isRequired } from '../mapping/model.js';
import { TypeTag } from '../mapping/TypeTag.js';
import { metadataState } from '../state/metadata.js';
import { chosenKey } from '../state/steps.js';
import { Region } from './Region.js';

/** What goes into the step and what comes out, as the next step's mapper knows it. */
export function MetadataTrees() {
  const { key, metadata, isLoading, error } = metadataState.value;
  if (key === undefined || key !== chosenKey.value) return null;
  return (
    <Region name="Metadata" facts={isLoading && metadata ? 'loading…' : undefined}>
      {metadata ? (
        <div class="two-columns">
          {metadata.in && <MetadataTree title="In" schema={metadata.in} />}
          {metadata.out && <MetadataTree title="Out" schema={metadata.out} />}
        </div>
      ) : (
        <p class="quiet region-empty">{emptyWords(isLoading, error)}</p>
      )}
    </Region>
  );
}

function emptyWords(isLoading: boolean, error: string | undefined): string {
  if (isLoading) return 'Asking the component…';
  return error === undefined ? 'Known once the required fields are filled in.' : `Not known. ${error}`;
}

function MetadataTree({ title, schema }: { readonly title: string; readonly schema: Schema }) {
  return (
    <div>
      <h3>{title}</h3>
      <Branches schema={schema} />
    </div>
  );
}

/** Properties of an object, or of the rows of a list. */
function Branches({ schema }: { readonly schema: Schema }) {
  const parent = schema.type === 'array' && schema.items ? schema.items : schema;
  return (
    <ul class="tree">
      {Object.entries(parent.properties ?? {}).map(([name, property]) => (
        <li key={name}>
          <Branch name={name} schema={property} required={isRequired(parent, name)} />
        </li>
      ))}
    </ul>
  );
}

interface BranchProps {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

function Branch({ name, schema, required }: BranchProps) {
  const hasInner = Object.keys(schema.properties ?? schema.items?.properties ?? {}).length > 0;
  const line = (
    <>
      <TypeTag type={schema.type} /> <code>{name}</code>
      {required && <Star />} <span class="quiet">{schema.title}</span>
    </>
  );
  if (!hasInner) return <div class="branch">{line}</div>;
  return (
    <details>
      <summary class="branch">{line}</summary>
      <Branches schema={schema} />
    </details>
  );
}
