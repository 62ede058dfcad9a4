/** One style sheet for all pages; light or dark as the reader's system is. */
export const style = `
:root { color-scheme: light dark; --line: #d5d9e0; --soft: #f4f5f7; --ink: #1c2b41; --quiet: #5b6b84;
  --link: #0b5cd6; --good: #1f7a4d; --bad: #b8271b; --wait: #7a5a00; --plus: #e3f6ea; --minus: #fdebe9; }
@media (prefers-color-scheme: dark) { :root { --line: #3a4452; --soft: #232a33; --ink: #dde3ea; --quiet: #9aa7b8;
  --link: #79aefc; --good: #5fce97; --bad: #ff9187; --wait: #e8c15f; --plus: #14351f; --minus: #431c19; }
  body { background: #171c22; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem; color: var(--ink);
  font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .25rem 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
.quiet { color: var(--quiet); }
.state { display: inline-block; border: 1px solid currentColor; border-radius: 3px; padding: 0 .45em;
  font-size: .8rem; font-weight: 600; }
.OPEN { color: var(--link); } .MERGED, .SUCCESSFUL { color: var(--good); }
.DECLINED, .FAILED { color: var(--bad); } .INPROGRESS, .STOPPED { color: var(--wait); }
pre, code { font: .85rem/1.5 ui-monospace, monospace; background: var(--soft); }
pre { overflow-x: auto; padding: .75rem; border-radius: 4px; overflow-wrap: normal; }
pre .add { background: var(--plus); } pre .del { background: var(--minus); }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; overflow-wrap: normal; }
article { border: 1px solid var(--line); border-radius: 4px; padding: .25rem 1rem; margin: .75rem 0; }
blockquote { border-left: 3px solid var(--line); margin-left: 0; padding-left: 1rem; color: var(--quiet); }
`;
