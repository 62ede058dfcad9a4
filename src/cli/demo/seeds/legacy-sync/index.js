const request = require('request');

/** A client for the old warehouse; keeps its session cookie between calls. */
exports.warehouse = (baseUrl) => request.defaults({ baseUrl, jar: request.jar(), json: true });

/** The cookie header that the client would send to `url` after `cookies` were set. */
exports.cookieHeader = (url, cookies) => {
  const jar = request.jar();
  for (const cookie of cookies) jar.setCookie(cookie, url);
  return jar.getCookieString(url);
};
