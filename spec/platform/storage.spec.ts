import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { type ObjectStorage, startObjectStorage } from '../../local/elasticio/objectStorage.js';
import { silent } from '../../src/platform/logger.js';
import { type FileToStore, storeFiles } from '../../src/platform/storage.js';
import { requestLimits } from '../support/requestLimits.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf } from '../support/step.js';

const aFile = (open: () => Readable): FileToStore => ({ name: 'a.csv', contentType: 'text/csv', size: 1, open });

/** 64 MiB, more than a connection takes that nobody reads. */
const largeFile = (): Readable => Readable.from(Array.from({ length: 64 }, () => MEBIBYTE));
const MEBIBYTE = Buffer.alloc(2 ** 20);

/** So many bytes, one each so many milliseconds of the time that limits are measured in. */
async function* trickle(count: number, pauseMs: number): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < count; sent += 1) {
    await requestLimits.pass(pauseMs);
    yield Buffer.from('x');
  }
}

describe('The platform’s storage', () => {
  useSandbox();
  let storage: ObjectStorage;

  beforeEach(async () => {
    storage = await startObjectStorage({ silence: requestLimits.pass });
  });
  afterEach(() => storage.close());

  const store = (open: () => Readable, access: { silenceMs?: number } = {}) =>
    storeFiles({ uri: storage.url, token: storage.token, ...access }, [aFile(open)], silent);

  it('takes an upload that goes on for longer than it may be silent', async () => {
    const silenceMs = 1500;
    const [stored] = await store(() => Readable.from(trickle(100, 50)), { silenceMs });
    assert.match(stored?.url ?? '', /\/objects\/[0-9a-f-]{36}\?storage_type=maester$/);
    assert.equal([...storage.objects.values()][0]?.size, 100);
  });

  it('takes an upload that the storage takes slowly, for as long as it goes on', async () => {
    storage.manner = { kind: 'slow', pauseMs: 1000, pieceBytes: 2 ** 20 };
    await store(largeFile, { silenceMs: 30_000 });
    assert.equal([...storage.objects.values()][0]?.size, 64 * 2 ** 20);
  });

  it('fails when the storage stops taking in the middle', async () => {
    storage.manner = { kind: 'silent', afterBytes: 2 ** 20 };
    assert.match(await messageOf(store(largeFile, { silenceMs: 30 })), /after 4 tries: no answer within 0.03 s\./);
    assert.equal(storage.objects.size, 0);
  });

  it('fails when the storage is silent once it has everything, and each try sends the file anew', async () => {
    storage.manner = { kind: 'silent', afterBytes: 99 };
    let opened = 0;
    const open = (): Readable => {
      opened += 1;
      return Readable.from(['abc']);
    };
    const message = await messageOf(store(open, { silenceMs: 30 }));
    assert.match(message, /could not be put into the platform's storage after 4 tries: no answer within 0.03 s\./);
    assert.equal(opened, 4);
  });

  it('fails when what is to be stored stops coming', async () => {
    const stuck = (): Readable => new Readable({ read: () => void requestLimits.pass(Number.POSITIVE_INFINITY) });
    assert.match(await messageOf(store(stuck, { silenceMs: 30 })), /after 4 tries: no answer within 0.03 s/);
    assert.equal(storage.objects.size, 0);
  });

  it('tells the reason when the file itself cannot be read, and tries that once', async () => {
    let opened = 0;
    const open = (): Readable => {
      opened += 1;
      return Readable.from(
        (async function* () {
          yield Buffer.alloc(100_000);
          throw new Error('The disk is gone.');
        })(),
      );
    };
    assert.equal(await messageOf(store(open)), 'The disk is gone.');
    assert.equal(opened, 1);
    assert.equal(storage.objects.size, 0);
  });

  it('is not asked again after a refusal', async () => {
    storage.refusal = { status: 413, body: {} };
    assert.match(await messageOf(store(() => Readable.from(['a']))), /after 1 try: the storage answered 413\./);
  });

  it('keeps nothing when one of several files cannot be stored', async () => {
    const good = aFile(() => Readable.from(['good']));
    const bad = aFile(
      () =>
        new Readable({
          read() {
            this.destroy(new Error('Damaged.'));
          },
        }),
    );
    const access = { uri: storage.url, token: storage.token };
    assert.equal(await messageOf(storeFiles(access, [good, bad], silent)), 'Damaged.');
    assert.equal(storage.objects.size, 0);
  });
});
