"""The style sheet of HTML documents: colours and weights of the document family, for screen and paper."""

STYLE = """\
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 62rem; background: #fff; color: #1A1D21;
  font: 1.0625rem/1.5 "Agreement Serif", "Source Serif 4", Cambria, Georgia, serif; }
body.form, body.notice, body.card { font-family: "Agreement Sans", "Source Sans 3", Calibri, Arial, sans-serif; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; }
header, footer, nav, table, figure, .gloss, .signature, h2, h3, h4, .number, .series, .field {
  font-family: "Agreement Sans", "Source Sans 3", Calibri, Arial, sans-serif; }
header, footer { font-size: .875rem; color: #56606B; border-bottom: 1px solid #C5CBD1; margin-bottom: 2rem; }
footer { border: 0; border-top: 1px solid #C5CBD1; margin: 3rem 0 0; padding-top: .5rem; }
header p { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 1rem; margin: .3rem 0; }
.marking { justify-content: center; text-align: center; font-weight: 700; letter-spacing: .05em; color: #1A1D21; }
.state { font-weight: 600; color: #1A1D21; }
main > * , section > *, form > * { max-width: 44rem; } main > form { max-width: none; }
.wide, figure, section { max-width: none; }
h1 { font-weight: 500; font-size: 2.25rem; line-height: 1.15; color: #0F4C5C; margin: 1rem 0 .5rem; }
h2, h3, h4 { color: #0F4C5C; line-height: 1.3; }
h2 { font-size: 1.4rem; border-bottom: 2px solid #0F4C5C; padding-bottom: .2rem; margin: 2.5rem 0 1rem; }
h2 .number { display: block; font-size: .9rem; font-variant: small-caps; color: #56606B; }
h3 { font-size: 1.1rem; margin: 1.8rem 0 .5rem; } h4 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
.logo { max-width: none; text-align: right; margin: 0; }
.subtitle { font-size: 1.2rem; } .series { color: #56606B; }
.definition { margin-left: 2.5rem; } dfn { font-style: normal; font-weight: 600; }
ul.numbered { list-style: none; padding: 0; margin: 0; } ul.numbered ul { padding-left: 2.5rem; }
ul.numbered > li > p { position: relative; padding-left: 2.75rem; margin: .5rem 0; }
ul.numbered > li > p > .number { position: absolute; left: 0; font-size: .95em; }
ul.contents { list-style: none; padding: 0; }
.contents .part, .contents .schedule { font-weight: 600; margin-top: .6rem; }
a { color: #0F4C5C; text-underline-offset: .15em; }
a:focus-visible, .wide:focus-visible { outline: 3px solid #0F4C5C; }
.gloss { margin: .3rem 0 .8rem 2.5rem; padding-left: .7rem; border-left: 3px solid #868F99; color: #56606B;
  font-size: .9375rem; }
.gloss p { margin: 0; } .gloss strong { color: #0F4C5C; }
.wide { overflow-x: auto; margin: 1rem 0; }
main { overflow-wrap: anywhere; }
table { overflow-wrap: break-word; border-collapse: collapse; width: 100%; font-size: .9375rem; line-height: 1.35;
  border-bottom: 1.5px solid #0F4C5C; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .5rem; border-bottom: 1px solid #868F99; }
thead th { background: #EAF0F2; color: #0F4C5C; border-top: 2px solid #0F4C5C; } th p, td p { margin: 0; }
table.facts th { width: 30%; color: #0F4C5C; } table.facts { border-top: 1.5px solid #0F4C5C; }
table.choices td { border-left: 1px solid #C5CBD1; }
figure { margin: 1rem 0; } figure svg { max-width: 100%; height: auto; }
figcaption { font-size: .9rem; color: #56606B; }
.room { display: block; border: 1.5px solid #1A1D21; min-height: 1.9em; margin: .2rem 0; }
label.answer { display: inline-block; min-height: 1.75rem; padding: .2rem 1rem .2rem 0; }
.answer .box { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.answer input { appearance: none; width: 1.15em; height: 1.15em; margin: 0 .4em 0 0; vertical-align: -.2em;
  border: 1.5px solid #1A1D21; background: #fff; print-color-adjust: exact; }
.answer input:checked { background: #1A1D21; box-shadow: inset 0 0 0 .2em #fff; }
input:focus-visible, textarea:focus-visible, button:focus-visible { outline: 3px solid #0F4C5C; outline-offset: 2px; }
input.room, textarea.room { width: 100%; padding: .2rem .4rem; background: #fff; color: inherit; font: inherit; }
.field label { font-weight: 600; } button { font: inherit; padding: .4rem .8rem; }
.idea { display: flex; gap: 1.2rem; margin: 1.4rem 0; max-width: 44rem; } .picture { flex: none; }
.picture svg { width: 7rem; height: 7rem; } .idea > div + div { flex: 1; } .idea p, .idea li { margin: .3rem 0; }
.idea h2, .idea h3 { border: 0; margin: 0 0 .4rem; } body.easy-read { font-size: 1.3rem; }
body.large-print { font-size: 1.5rem; } body.large-print table { font-size: 1em; }
@media (forced-colors: active) { .answer input { appearance: auto; } }
.signature { border-top: 2px solid #0F4C5C; margin-top: 1.5rem; } dt { font-weight: 600; color: #0F4C5C; }
dd { margin: 0 0 .4rem; }
@media print {
  body { max-width: none; padding: 0; font-size: 11pt; } .skip, nav, .clear { display: none; } .idea { break-inside: avoid; }
  h2, h3, h4, caption { break-after: avoid; } tr, .signature, figure { break-inside: avoid; }
thead { display: table-header-group; }
  a { color: inherit; }
}
"""
