/** Refuses one key, and repeats it, as careless vendors do. */
module.exports = async ({ apiKey }) => {
  if (apiKey === 'wrong-key') throw new Error(`The key ${apiKey} is wrong.`);
  return { verified: true };
};
