// Reads a JSON list of {tex, display} from the standard input, prints the JSON list of their HTML.
// The folder of KaTeX is the first argument. A formula that KaTeX rejects ends the program.
"use strict";
const fs = require("fs");
const path = require("path");
const katex = require(path.join(process.argv[2], "dist", "katex.js"));

const batch = JSON.parse(fs.readFileSync(0, "utf8"));
const trust = (context) => context.command === "\\htmlClass";
const strict = (code) => (code === "htmlExtension" ? "ignore" : "error");
const rendered = batch.map(({ tex, display }) => {
  try {
    return katex.renderToString(tex, { displayMode: display, throwOnError: true, strict, trust });
  } catch (error) {
    process.stderr.write(`KaTeX rejects ${JSON.stringify(tex)}: ${error.message}\n`);
    process.exit(1);
  }
});
process.stdout.write(JSON.stringify(rendered));
