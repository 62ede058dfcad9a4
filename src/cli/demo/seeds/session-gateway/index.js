const cookieParser = require('cookie-parser');

/** The session id of a request, or undefined. */
exports.sessionOf = (headers) => {
  const request = { headers };
  cookieParser()(request, {}, () => {});
  return request.cookies.session;
};
