import type { Properties } from '../input/schema.js';
import type { StoredFile } from '../platform/storage.js';

/** A file in the platform's storage, as it is emitted. */
export const storedFileProperties: Properties = {
  attachmentUrl: { type: 'string', title: 'Attachment URL', required: true },
  fileName: { type: 'string', title: 'File Name', required: true },
  contentType: { type: 'string', title: 'Content Type', required: true },
  size: { type: 'number', title: 'Size in Bytes', required: true },
};

/** A file that was stored, as {@link storedFileProperties} describe it. */
export function storedFileOutput({ url, name, contentType, size }: StoredFile) {
  return { attachmentUrl: url, fileName: name, contentType, size };
}
