// A formula carried through the reduction; slopes, weights and the loss at the end come from Python, certified there.
COURSE.widget("reduction", (tools) => {
  const literal = (k) => (k < 0 ? "not " : "") + "x" + Math.abs(k);
  const clauseText = (clause) => "(" + clause.map(literal).join(" or ") + ")";
  const inner = (a, b) => a.reduce((sum, entry, k) => sum + entry * b[k], 0);
  const text = (vector) => "(" + vector.join(", ") + ")";

  const chooser = tools.input("formula");
  tools.data.forEach((_, number) => {
    const option = document.createElement("option");
    option.value = number;
    option.textContent = ["first", "second", "third"][number];
    chooser.append(option);
  });

  function outputsOf({ left, right, theta, rho }, m) {
    const R = left.length * Math.exp(theta * rho);
    return left.map((a) => {
      const S = right.reduce((sum, b) => sum + Math.exp(theta * (m - inner(a, b))), 0);
      return S / (S + R);
    });
  }

  function table(puzzle, i, j) {
    return puzzle.left.map((a, row) => {
      const line = document.createElement("tr");
      puzzle.right.forEach((b, column) => {
        const cell = line.insertCell();
        cell.textContent = inner(a, b);
        if (row === i && column === j) cell.className = "on";
      });
      return line;
    });
  }

  function bars(outputs, i) {
    const nodes = outputs.flatMap((o, k) => [
      tools.svg("text", { x: 40, y: 22 + 28 * k, "text-anchor": "end" }, (k === i ? "▸ " : "") + "o" + (k + 1)),
      tools.svg("rect", { class: k === i ? "dot-good" : "dot-plain", x: 48, y: 10 + 28 * k, width: Math.max(o * 340, 1), height: 16 }),
    ]);
    nodes.push(tools.svg("path", { class: "line-bad", d: "M218 4 V118" }), tools.svg("text", { x: 222, y: 128 }, "1/2"));
    return nodes;
  }

  function slopes(puzzle, chosen) {
    const least = Math.min(0, ...puzzle.slopes), most = Math.max(0, ...puzzle.slopes);
    const x = (node) => 60 + node * 340, y = (slope) => 122 - ((slope - least) / (most - least)) * 106;
    const line = puzzle.nodes.map((node, k) => (k ? "L" : "M") + x(node).toFixed(1) + " " + y(puzzle.slopes[k]).toFixed(1));
    return [
      tools.svg("path", { class: "guide", d: "M60 " + y(0) + " H400" }),
      tools.svg("text", { x: 52, y: y(0) + 4, "text-anchor": "end" }, "0"),
      tools.svg("path", { class: "line-plain", d: line.join(" ") }),
      ...puzzle.nodes.map((node, k) => tools.svg("circle", { class: k === chosen ? "dot-bad" : "dot-plain", cx: x(node), cy: y(puzzle.slopes[k]), r: k === chosen ? 6 : 3 })),
      tools.svg("text", { x: 60, y: 144, "text-anchor": "middle" }, "λ = 0"),
      tools.svg("text", { x: 400, y: 144, "text-anchor": "middle" }, "1"),
    ];
  }

  function gradients(puzzle) {
    tools.input("node").max = puzzle.nodes.length;
    const k = tools.number("node") - 1;
    const read = puzzle.start + puzzle.slopes.reduce((sum, slope, at) => sum + slope * puzzle.weights[at], 0);
    tools.say("call", k + 1 + " of " + puzzle.nodes.length + ", λ = " + tools.decimal(puzzle.nodes[k], 3));
    tools.say("slope", tools.decimal(puzzle.slopes[k], 4));
    tools.say("start", tools.decimal(puzzle.start, 4));
    tools.say("read", tools.decimal(read, 4));
    tools.say("answer", read > 5 / 64 ? "satisfiable" : "not satisfiable");
    tools.draw("slopes", slopes(puzzle, k));
  }

  return () => {
    const puzzle = tools.data[Number(chooser.value)], m = puzzle.clauses.length;
    const truth = [1, 2, 3, 4].map((k) => tools.input("x" + k).checked);
    const holds = puzzle.clauses.map((clause) => clause.some((k) => truth[Math.abs(k) - 1] === k > 0));
    const i = 2 * truth[0] + 1 * truth[1], j = 2 * truth[2] + 1 * truth[3];
    const a = puzzle.left[i], b = puzzle.right[j], product = inner(a, b);
    const outputs = outputsOf(puzzle, m), loss = outputs.reduce((sum, o) => sum + (o * o) / 2, 0);
    tools.draw("clauses", puzzle.clauses.map((clause, k) => {
      const line = document.createElement("div");
      line.textContent = (holds[k] ? "✓ " : "✗ ") + clauseText(clause);
      return line;
    }));
    tools.say("a", text(a));
    tools.say("b", text(b));
    tools.say("product", product);
    tools.say("meaning", product ? "clauses that neither half satisfies" : "orthogonal: the formula is satisfied");
    tools.draw("products", table(puzzle, i, j));
    tools.say("score", m + " − " + product + " = " + (m - product));
    tools.say("logit", "θ · score = " + tools.decimal(puzzle.theta * (m - product), 3));
    tools.say("outputs", outputs.map((o) => tools.decimal(o, 4)).join(", "));
    tools.say("loss", tools.decimal(loss, 4));
    tools.say("side", loss > 5 / 64 ? "at least 1/8, there is an orthogonal pair" : "at most 1/32, there is none");
    tools.draw("bars", bars(outputs, i));
    gradients(puzzle);
  };
});
