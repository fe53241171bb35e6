import { Readable } from 'node:stream';
import yazl from 'yazl';
import type { Writer } from './exportFile.js';
import { CONTENT_TYPES, fileOf, type Row } from './exportFile.js';
import type { ExportFormat } from './exportOptions.js';

/** What is sent as an export's file. */
export type Archive =
  | Buffer
  | {
      readonly stream: () => NodeJS.ReadableStream;
      readonly length?: number;
      /** A zip archive by default. */
      readonly contentType?: string;
      readonly fileName?: string;
    };

export interface ArchiveOptions {
  readonly title: string;
  readonly format: ExportFormat;
  readonly writer: Writer;
  /** Started anew for each download. */
  readonly rows: () => Iterator<Row, undefined>;
  /** More rows go into further files. */
  readonly rowsPerFile: number;
  readonly isCompressed: boolean;
}

/** The file of an export, made while it is sent: a zip archive of one or more files, or the one file as it is. */
export function exportArchive(options: ArchiveOptions): Exclude<Archive, Buffer> {
  const { title, format, writer, rows, isCompressed } = options;
  if (isCompressed) return { stream: () => zipOf(options), fileName: `${title}.zip` };
  return {
    stream: () => Readable.from(fileOf(writer, rows(), Number.POSITIVE_INFINITY), { objectMode: false }),
    contentType: CONTENT_TYPES[format],
    fileName: `${title}.${extensionOf(format)}`,
  };
}

/** Its entries have their sizes behind the data, since nobody knows them before. */
function zipOf({ title, format, writer, rows, rowsPerFile }: ArchiveOptions): NodeJS.ReadableStream {
  const zip = new yazl.ZipFile();
  const left = lookingAhead(rows());
  let files = 0;
  const addFile = (): void => {
    files += 1;
    const name = `${entryName(title)}${files === 1 ? '' : `_${files}`}.${extensionOf(format)}`;
    zip.addReadStreamLazy(name, { compress: true, compressionLevel: 1 }, (give) => {
      const content = Readable.from(fileOf(writer, left, rowsPerFile), { objectMode: false });
      content.once('end', () => (left.isDone() ? zip.end() : addFile()));
      give(null, content);
    });
  };
  addFile();
  return zip.outputStream;
}

/** An iterator that can say whether it is at its end before it is asked for the next. */
function lookingAhead<T>(iterator: Iterator<T, undefined>): Iterator<T, undefined> & { isDone(): boolean } {
  let ahead = iterator.next();
  return {
    isDone: () => ahead.done === true,
    next() {
      const given = ahead;
      if (!given.done) ahead = iterator.next();
      return given;
    },
  };
}

function extensionOf(format: ExportFormat): string {
  return format === 'spss' ? 'sav' : format;
}

/** A title as the name of an entry: it may hold slashes, but lead nowhere else. */
function entryName(title: string): string {
  return title
    .replace(/\\/g, '_')
    .replace(/^[a-z]:|^\//i, '_')
    .replace(/(^|\/)\.\.(?=\/|$)/g, '$1_');
}
