const assert = require('node:assert/strict');
const { readArguments } = require('./index.js');

assert.deepEqual(readArguments(['--from', 'v1', '--to=v2', '--since', '2d', 'api']), {
  from: 'v1',
  to: 'v2',
  since: 172800000,
  components: ['api'],
});
console.log('release-notes: 1 test passed');
