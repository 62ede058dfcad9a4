const assert = require('node:assert/strict');
const { cookieHeader, warehouse } = require('./index.js');

assert.equal(typeof warehouse('http://warehouse.invalid').get, 'function');
assert.equal(cookieHeader('http://warehouse.invalid/orders', ['sid=42; Path=/']), 'sid=42');
console.log('legacy-sync: 2 tests passed');
