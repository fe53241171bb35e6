import { useMemo } from 'preact/hooks';
import { CodeEditor } from './CodeEditor.js';

/** A value as JSON, with line numbers and folding. */
export function JsonView({ value, label }: { readonly value: unknown; readonly label: string }) {
  const text = useMemo(() => JSON.stringify(value, null, 2) ?? 'no value', [value]);
  return <CodeEditor text={text} language="json" label={label} isReadOnly />;
}
