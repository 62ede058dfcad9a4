const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { copyAsset } = require('./index.js');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'assets-'));
const target = copyAsset(__filename, root, new Date('2026-03-01T00:00:00Z'));
assert.equal(path.relative(root, target), path.join('2026', '03', 'test.js'));
assert.equal(fs.readFileSync(target, 'utf8'), fs.readFileSync(__filename, 'utf8'));
fs.rmSync(root, { recursive: true });
console.log('asset-copier: 1 test passed');
