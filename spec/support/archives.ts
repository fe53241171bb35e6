import { crc32 } from 'node:zlib';
import yazl from 'yazl';

export interface Entry {
  readonly name: string;
  readonly content: string | Buffer;
  readonly compress?: boolean;
  readonly zip64?: boolean;
}

/** A zip archive, made by a streaming writer. */
export async function archiveOf(...entries: Entry[]): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const { name, content, compress = true, zip64 = false } of entries) {
    if (name.endsWith('/')) {
      zip.addEmptyDirectory(name);
      continue;
    }
    zip.addBuffer(Buffer.from(content), name, { compress, forceZip64Format: zip64 });
  }
  zip.end({ forceZip64Format: entries.some(({ zip64 }) => zip64 === true), comment: '' });
  return bufferOf(zip.outputStream);
}

async function bufferOf(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks);
}

/** An archive of one stored entry with any name, byte for byte, and optionally another checksum or flags. */
export function rawArchive(name: Buffer, plain: Buffer, changes: { crc?: number; encrypted?: boolean } = {}): Buffer {
  const crc = changes.crc ?? crc32(plain);
  const flags = changes.encrypted ? 1 : 0;
  // An encrypted entry begins with a header of twelve bytes that counts as compressed data.
  const content = changes.encrypted ? Buffer.concat([Buffer.alloc(12), plain]) : plain;
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(flags, 6);
  local.writeUInt32LE(crc, 14);
  local.writeUInt32LE(content.length, 18);
  local.writeUInt32LE(plain.length, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(flags, 8);
  central.writeUInt32LE(crc, 16);
  central.writeUInt32LE(content.length, 20);
  central.writeUInt32LE(plain.length, 24);
  central.writeUInt16LE(name.length, 28);
  const body = Buffer.concat([local, name, content]);
  const directory = Buffer.concat([central, name]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(body.length, 16);
  return Buffer.concat([body, directory, end]);
}
