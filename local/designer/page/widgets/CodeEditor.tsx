import { useEffect, useRef } from 'preact/hooks';
import type { Editor, EditorOptions } from './codeMirror.js';

interface CodeEditorProps extends Omit<EditorOptions, 'isReadOnly'> {
  readonly isReadOnly?: boolean;
}

/** JSON or JSONata in an editor; until that is loaded, as plain text in its place. */
export function CodeEditor({ text, language, label, isReadOnly = false, onChange }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const latest = useRef({ text, onChange });
  latest.current = { text, onChange };

  useEffect(() => {
    let isGone = false;
    void import('./codeMirror.js').then(({ makeEditor }) => {
      if (isGone || !host.current) return;
      host.current.textContent = '';
      editor.current = makeEditor(host.current, {
        text: latest.current.text,
        language,
        label,
        isReadOnly,
        onChange: (next) => latest.current.onChange?.(next),
      });
    });
    return () => {
      isGone = true;
      editor.current?.destroy();
    };
  }, [language, label, isReadOnly]);
  useEffect(() => editor.current?.setText(text), [text]);

  return <PlainHost host={host} text={text} />;
}

/** The element that the editor takes over: drawn once, since from then on its content is the editor's. */
function PlainHost({ host, text }: { readonly host: preact.RefObject<HTMLDivElement | null>; readonly text: string }) {
  const first = useRef(text);
  return (
    <div class="editor" ref={host}>
      {first.current}
    </div>
  );
}
