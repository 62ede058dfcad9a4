const assert = require('node:assert/strict');
const { sessionOf } = require('./index.js');

assert.equal(sessionOf({ cookie: 'theme=dark; session=a1b2c3' }), 'a1b2c3');
assert.equal(sessionOf({}), undefined);
console.log('session-gateway: 2 tests passed');
