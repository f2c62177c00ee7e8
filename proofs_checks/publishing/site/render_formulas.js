// Reads a JSON list of {tex, display, compact} from the standard input, prints the JSON list of their HTML.
// Compact formulas have no MathML; whoever shows them gives their LaTeX to screen readers.
// The folder of KaTeX is the first argument. A formula that KaTeX rejects ends the program, with {tex, message}.
"use strict";
const fs = require("fs");
const path = require("path");
const katex = require(path.join(process.argv[2], "dist", "katex.js"));

const batch = JSON.parse(fs.readFileSync(0, "utf8"));
const trust = (context) => context.command === "\\htmlClass";
const strict = (code) => (code === "htmlExtension" ? "ignore" : "error");
const rendered = batch.map(({ tex, display, compact }) => {
  try {
    return katex.renderToString(tex, { output: compact ? "html" : "htmlAndMathml", displayMode: display, throwOnError: true, strict, trust });
  } catch (error) {
    process.stderr.write(`${JSON.stringify({ tex, message: error.message })}\n`);
    process.exit(1);
  }
});
process.stdout.write(JSON.stringify(rendered));
