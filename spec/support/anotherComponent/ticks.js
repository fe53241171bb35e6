/** Counts on from its snapshot, and tells where its requests go: for specs of the flow designer. */
exports.process = async function processMessage(_message, _cfg, snapshot) {
  const count = (snapshot.count ?? 0) + 1;
  await this.emit('data', { body: { count }, headers: {} });
  await this.emit('snapshot', { count });
};
