import { json } from '@codemirror/lang-json';
import { syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { classHighlighter } from '@lezer/highlight';
import { basicSetup, EditorView } from 'codemirror';

export interface EditorOptions {
  readonly text: string;
  readonly language: 'json' | 'jsonata';
  readonly isReadOnly: boolean;
  /** What it is called for those who do not see it. */
  readonly label: string;
  readonly onChange?: ((text: string) => void) | undefined;
}

/** An editor on the page: line numbers, folding, search with Ctrl+F. */
export interface Editor {
  setText(text: string): void;
  destroy(): void;
}

/** Puts an editor into an element. */
export function makeEditor(parent: HTMLElement, options: EditorOptions): Editor {
  const { text, language, isReadOnly, label, onChange } = options;
  const nonce = document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content ?? '';
  const view = new EditorView({
    parent,
    doc: text,
    extensions: [
      basicSetup,
      syntaxHighlighting(classHighlighter),
      language === 'json' ? json() : [],
      EditorState.readOnly.of(isReadOnly),
      EditorView.cspNonce.of(nonce),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        'aria-label': label,
        tabindex: '0',
        ...(isReadOnly ? { 'aria-readonly': 'true' } : {}),
      }),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (docChanged) onChange?.(state.doc.toString());
      }),
    ],
  });
  return {
    setText(next) {
      if (view.state.doc.toString() === next) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    destroy: () => view.destroy(),
  };
}
