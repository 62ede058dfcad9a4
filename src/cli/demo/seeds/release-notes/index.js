const minimist = require('minimist');
const ms = require('ms');

/** `--from v1 --to v2 --since 2d` as what the printer needs. */
exports.readArguments = (argv) => {
  const { from, to, since = '7d', _: components } = minimist(argv);
  return { from, to, since: ms(since), components };
};
