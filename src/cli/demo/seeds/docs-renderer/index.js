const marked = require('marked');

/** One page of the handbook as HTML. */
exports.renderPage = (markdown) => marked(markdown);
