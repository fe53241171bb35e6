// The sailor's own entry point over an in-memory broker, or over RabbitMQ, where its queue must be there; prints time and
// memory when it waits for messages. Everything but the component, which is in the current folder, is the same for all.
const { createRequire, Module } = require('node:module');

async function putInMemory() {
  const fakeAmqp = require('@onify/fake-amqplib');
  const path = createRequire(require.resolve('elasticio-sailor-nodejs/package.json')).resolve('amqplib');
  require.cache[path] = Object.assign(new Module(path), { exports: fakeAmqp, loaded: true });
  const connection = await fakeAmqp.connect(process.env.ELASTICIO_AMQP_URI);
  const channel = await connection.createChannel();
  await channel.assertQueue(process.env.ELASTICIO_LISTEN_MESSAGES_ON);
}

async function main() {
  if (process.env.ELASTICIO_AMQP_URI === 'amqp://in-memory') await putInMemory();
  const { readFrom } = require('elasticio-sailor-nodejs/lib/settings.js');
  await require('elasticio-sailor-nodejs/run.js').run(readFrom(process.env), { send: () => {} });
  console.log(JSON.stringify({ ms: performance.now(), bytes: process.memoryUsage().rss }));
  process.exit(0);
}

main();
