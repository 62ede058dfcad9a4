const assert = require('node:assert/strict');
const { renderPage } = require('./index.js');

assert.equal(renderPage('# Hello'), '<h1 id="hello">Hello</h1>\n');
console.log('docs-renderer: 1 test passed');
