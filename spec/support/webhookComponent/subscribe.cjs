const { appendFileSync } = require('node:fs');

/**
 * A trigger for specs that does what its configuration and messages say, and keeps a journal of its hooks: a line of
 * JSON each, in the file `cfg.journal`.
 */

/** Message id → how often it came. */
const visits = new Map();

/** Messages in hand. */
let inHand = 0;
/** Called once as many messages are in hand as one of them asks for. */
let arrivals = [];

function write(cfg, entry) {
  appendFileSync(cfg.journal, `${JSON.stringify(entry)}\n`);
}

exports.startup = async (cfg) => {
  write(cfg, { hook: 'startup', webhookUrl: process.env.ELASTICIO_FLOW_WEBHOOK_URI });
  if (cfg.startupError) throw new Error(cfg.startupError);
  return cfg.state;
};

exports.init = async (cfg) => write(cfg, { hook: 'init' });

exports.shutdown = async (cfg, state) => {
  write(cfg, { hook: 'shutdown', state });
  if (cfg.shutdownError) throw new Error(cfg.shutdownError);
};

exports.process = async function process(message) {
  const visit = (visits.get(message.id) ?? 0) + 1;
  visits.set(message.id, visit);
  const { rebounds = 0, together = 1 } = message.body;
  if (visit <= rebounds) {
    await this.emit('rebound', new Error(`Not yet, for the ${visit}. time.`));
    return;
  }
  inHand += 1;
  await meet(together);
  await this.emit('data', { body: { ...message, visit, inHand } });
  inHand -= 1;
};

/** Resolves when so many messages have come here. */
async function meet(together) {
  const met = new Promise((resolve) => arrivals.push(resolve));
  if (arrivals.length >= together) {
    for (const resolve of arrivals) resolve();
    arrivals = [];
  }
  await met;
}
