const optimist = require('optimist');

/** Which days a report covers. */
exports.periodOf = (argv) => {
  const { day, days = 1 } = optimist.parse(argv);
  return { first: day, last: day + days - 1 };
};
