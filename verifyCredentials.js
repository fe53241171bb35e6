module.exports = require('./lib/verifyCredentials').verifyCredentials;
