/** Gives back what it gets: for specs of the flow designer, which must know nothing of the component it shows. */
exports.process = async function processMessage(message, { apiKey, ...cfg }) {
  this.logger.info('Echoes %s', cfg.kind);
  await this.emit('data', { body: { cfg, message: message.body, keyLength: apiKey.length }, headers: {} });
};

/** Many enough to be searched; the last one is another in each process. */
exports.getChoices = async ({ kind }) => ({
  ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`c${index}`, `${kind} ${index}`])),
  process: `process ${process.pid}`,
});

exports.getFollowing = async ({ one }) => ({ [`after ${one}`]: `after ${one}` });

exports.getMetaModel = async ({ kind }) => ({
  in: {
    type: 'object',
    properties: {
      [kind]: { type: 'string', title: `Name of the ${kind}`, required: true },
      count: { type: 'number', title: 'Count' },
      isNew: { type: 'boolean', title: 'New' },
      where: { type: 'object', title: 'Where', properties: { city: { type: 'string', title: 'City' } } },
    },
  },
  out: { type: 'object', properties: { cfg: { type: 'object', properties: {} } } },
});
