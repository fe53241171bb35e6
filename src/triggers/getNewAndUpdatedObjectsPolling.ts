import { describedFields } from '../forms/describedFields.js';
import { directoryLabels } from '../forms/directoryLabels.js';
import { chosenEmitBehavior, DIRECTORY, readPollingConfig } from '../forms/pollingForm.js';
import type { Values } from '../input/fields.js';
import { describedObjectType } from '../objects/objectTypes.js';
import { emitPage, type PageEmission } from '../platform/emitPage.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { isSampleRun } from '../platform/settings.js';
import { stepModel, stepProcess } from '../platform/step.js';
import { poll } from '../polling/plan/poll.js';
import { fitsSnapshot, resume, toSnapshot } from '../polling/plan/snapshot.js';
import { runConversation } from '../polling/run/runConversation.js';
import { searcher } from '../polling/run/searcher.js';

/** Delivers every new or changed object once. */
const processMessage = stepProcess(async ({ cfg, snapshot, qualtrics, logger, emitData, emitError, emitSnapshot }) => {
  const config = readPollingConfig(cfg);
  const { target, pageSize, onePage, endSecond } = config;
  const emission: PageEmission =
    config.emitBehavior === 'emitPage' ? { kind: 'page', key: 'result' } : { kind: 'individually' };
  const search = searcher(qualtrics, config);
  if (isSampleRun()) return emitPage(await search.sample(), emission, emitData);

  const resumed = resume(target, snapshot);
  if (resumed.restartedBecause) {
    const from = target.startTime || 'the beginning of time';
    logger.warn(
      `The stored snapshot is not used, since ${resumed.restartedBecause}. Polling starts again from ${from}.`,
    );
  }
  const { position: start, spanSeconds } = resumed;
  const fits = fitsSnapshot.bind(undefined, target);
  const conversation = poll<object>({ start, pageSize, onePage, endSecond, spanSeconds, fits });
  for await (const wish of runConversation(conversation, search.ask)) {
    if (wish.kind === 'unreadable') {
      const second = new Date(wish.second * 1000).toISOString();
      await emitError(
        new Error(
          `More than ${wish.listed.toLocaleString('en-US')} ${config.type.noun}s have the same time ${second}, and Qualtrics lists no more than these: the others cannot be polled. Change them in Qualtrics to have them delivered.`,
        ),
      );
    } else {
      const objects = wish.page.map((row) => row.contact);
      await emitPage(objects, emission, emitData);
      await emitSnapshot(toSnapshot(target, wish.position, wish.spanSeconds));
    }
  }
});

/** One object, or a page of them. */
async function getMetaModel(this: unknown, cfg: Values): Promise<Metadata> {
  const { properties } = await describedFields(this, cfg, describedObjectType(cfg), DIRECTORY);
  const page = { result: { type: 'array', title: 'Result', required: true, items: { type: 'object', properties } } };
  return { out: objectSchema(chosenEmitBehavior(cfg) === 'emitPage' ? page : properties) };
}

const getDirectories = stepModel(directoryLabels);

export { getDirectories, getMetaModel, processMessage as process };
