const assert = require('node:assert/strict');
const { periodOf } = require('./index.js');

assert.deepEqual(periodOf(['--day', '3', '--days=4']), { first: 3, last: 6 });
assert.deepEqual(periodOf(['--day', '3']), { first: 3, last: 3 });
console.log('nightly-report: 2 tests passed');
