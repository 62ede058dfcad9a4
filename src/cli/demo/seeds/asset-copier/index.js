const fs = require('node:fs');
const path = require('node:path');
const mkdirp = require('mkdirp');

/** Copies one asset into `root/yyyy/mm/`, making the folders on the way. */
exports.copyAsset = (file, root, date) => {
  const folder = path.join(root, String(date.getUTCFullYear()), String(date.getUTCMonth() + 1).padStart(2, '0'));
  mkdirp.sync(folder);
  const target = path.join(folder, path.basename(file));
  fs.copyFileSync(file, target);
  return target;
};
