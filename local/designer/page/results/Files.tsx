import type { StoredFile } from '../../protocol.js';
import type { Run } from '../state/run.js';
import { Icon } from '../widgets/Icon.js';
import { bytes } from './words.js';

/** Files that came with the messages, to be fetched. */
export function Files({ run }: { readonly run: Run }) {
  const files = run.emitted.flatMap((one) => (one.kind === 'data' ? one.files : []));
  if (files.length === 0) return null;
  return (
    <ul class="files" aria-label="Files">
      {files.map((file) => (
        <li key={file.id}>
          <a class="file" href={addressOf(file)} download={file.name}>
            <Icon name="download" />
            {file.name}
            <span class="quiet">
              {bytes(file.size)} · {file.contentType}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function addressOf({ id, name }: StoredFile): string {
  return `/api/files/${encodeURIComponent(id)}?name=${encodeURIComponent(name)}`;
}
