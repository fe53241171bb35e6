import { randomUUID } from 'node:crypto';
import type { Manifest } from '../session/manifestShape.js';
import type { CredentialChoice, KeptCredential } from './protocol.js';

/** View classes whose values a page may show: what is typed into any other may be a secret. */
const SHOWN = ['TextFieldView', 'TextFieldWithNoteView', 'SelectView', 'CheckBoxView'];

/** Shorter values are not looked for in what is given out: they would be found everywhere. */
const SHORTEST_SECRET = 4;

/** The credentials of one start of the designer: their secrets stay here. */
export class Credentials {
  readonly #kept = new Map<string, Readonly<Record<string, string>>>();
  readonly #secrets = new Set<string>();
  readonly #shownFields: ReadonlySet<string>;

  constructor(manifest: Manifest) {
    const fields = Object.entries(manifest.credentials?.fields ?? {});
    this.#shownFields = new Set(fields.filter(([, field]) => SHOWN.includes(field.viewClass)).map(([name]) => name));
  }

  /** Keeps a credential for as long as this start lasts. */
  keep(label: string, values: Readonly<Record<string, string>>): KeptCredential {
    const id = randomUUID();
    this.#kept.set(id, values);
    this.#remember(values);
    const filled = Object.entries(values).filter(([, value]) => value !== '');
    return {
      id,
      label,
      filled: filled.map(([name]) => name),
      shown: Object.fromEntries(filled.filter(([name]) => this.#shownFields.has(name))),
    };
  }

  /** The fields of a credential that the page names. */
  resolve({ keptId, typed }: CredentialChoice): Record<string, string> {
    this.#remember(typed);
    return { ...(keptId === undefined ? {} : this.#kept.get(keptId)), ...typed };
  }

  /** Something that must not be given out, either. */
  addSecret(secret: string): void {
    if (secret.length >= SHORTEST_SECRET) this.#secrets.add(secret);
  }

  /** Text with every secret in it made unreadable, also as it stands inside JSON. */
  redact(text: string): string {
    let redacted = text;
    for (const secret of this.#secrets) {
      redacted = redacted.replaceAll(secret, '•••').replaceAll(JSON.stringify(secret).slice(1, -1), '•••');
    }
    return redacted;
  }

  #remember(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) if (!this.#shownFields.has(name)) this.addSecret(value);
  }
}
