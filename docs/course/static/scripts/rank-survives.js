// Above: an entrywise product of two whole tables and its exact rank. Below: C(w + g, g) against the number of tokens.
COURSE.widget("rank-survives", (tools) => {
  const size = 6;

  // the sum of the first outer products of two lists of vectors
  function table(left, right, rank) {
    const entry = (i, j) => left.slice(0, rank).reduce((sum, vector, k) => sum + vector[i] * right[k][j], 0);
    return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => entry(i, j)));
  }

  // by elimination without fractions, in whole numbers
  function rankOf(rows) {
    const m = rows.map((row) => row.map(BigInt));
    let rank = 0;
    for (let column = 0; column < size && rank < size; column++) {
      const pivot = m.findIndex((row, i) => i >= rank && row[column] !== 0n);
      if (pivot < 0) continue;
      [m[rank], m[pivot]] = [m[pivot], m[rank]];
      for (let i = rank + 1; i < size; i++) {
        const factor = m[i][column];
        for (let j = column; j < size; j++) m[i][j] = m[i][j] * m[rank][column] - factor * m[rank][j];
      }
      rank++;
    }
    return rank;
  }

  function binomial(n, k) {
    const least = BigInt(Math.min(k, n - k));
    let result = 1n;
    for (let i = 1n; i <= least; i++) result = (result * (BigInt(n) - least + i)) / i;
    return result;
  }

  function upper() {
    const a = tools.number("a"), b = tools.number("b");
    const A = table(tools.data.a, tools.data.b, a), B = table(tools.data.x, tools.data.y, b);
    const product = A.map((row, i) => row.map((value, j) => value * B[i][j]));
    tools.say("rank-a", a);
    tools.say("rank-b", b);
    tools.say("rank", rankOf(product));
    tools.say("bound", a * b > size ? size + " = the size (" + a + " · " + b + " is more)" : a + " · " + b + " = " + a * b);
    tools.say("columns", a * b);
    tools.draw("table", product.map((row) => {
      const line = document.createElement("tr");
      for (const value of row) line.insertCell().textContent = tools.decimal(value, 0);
      return line;
    }));
  }

  const x = (g) => 64 + g * 21.5;
  const y = (power) => 192 - Math.min(power, 40) * 4.5;

  function lower() {
    const w = tools.number("width"), g = tools.number("degree"), n = tools.number("tokens");
    const tokens = 2 ** n, features = binomial(w + g, g);
    let last = 0;
    while (last < 10000 && binomial(w + last + 1, last + 1) < BigInt(tokens)) last++;
    tools.say("width", w);
    tools.say("degree", g);
    tools.say("tokens", tools.whole(tokens));
    tools.say("features", tools.whole(Number(features)));
    tools.say("choose", w + " + " + g + ", " + g);
    tools.say("verdict", features < BigInt(tokens) ? "thin: fewer columns than tokens" : "not thin: as many columns as tokens, or more");
    tools.say("last", last < 10000 ? last + " (at degree " + (last + 1) + " the columns are no fewer than the tokens)" : "beyond 10 000");
    const points = [];
    for (let k = 0; k <= 16; k++) points.push((k ? "L" : "M") + x(k) + " " + y(Math.log2(Number(binomial(w + k, k)))).toFixed(1));
    const nodes = [
      tools.svg("path", { class: "line-plain", d: points.join(" ") }),
      tools.svg("path", { class: "line-bad", d: "M64 " + y(n) + " H408" }),
      tools.svg("text", { class: "label-bad", x: 408, y: y(n) - 5, "text-anchor": "end" }, "tokens"),
      tools.svg("path", { class: "guide", d: "M" + x(g) + " 192 V12" }),
      tools.svg("circle", { class: "dot-plain", cx: x(g), cy: y(Math.log2(Number(features))), r: 5 }),
    ];
    for (const k of [0, 4, 8, 12, 16]) nodes.push(tools.svg("text", { x: x(k), y: 207, "text-anchor": "middle" }, String(k)));
    for (const k of [10, 20, 30, 40]) nodes.push(tools.svg("text", { x: 60, y: y(k) + 4, "text-anchor": "end" }, "2^" + k));
    tools.draw("picture", nodes);
  }

  return () => {
    upper();
    lower();
  };
});
