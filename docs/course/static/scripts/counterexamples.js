// Recorded counterexamples with both sides evaluated; every number and every "differs" comes from Python.
COURSE.widget("counterexamples", (tools) => {
  const chooser = tools.input("claim"), entries = tools.input("entry");
  let shown = null;

  function option(value, text) {
    const node = document.createElement("option");
    node.value = value;
    node.textContent = text;
    return node;
  }

  const minus = (text) => text.replace("-", "−");

  // a table with its name above; marks[i][j] says where the sides differ
  function table(name, rows, marks = [], chosen = null) {
    const frame = document.createElement("div");
    frame.className = "widget-scroll";
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", name);
    const drawn = document.createElement("table");
    drawn.className = "widget-matrix";
    drawn.createCaption().textContent = name;
    rows.forEach((row, i) => {
      const line = drawn.insertRow();
      row.forEach((value, j) => {
        const cell = line.insertCell(), differs = marks[i] && marks[i][j];
        cell.textContent = minus(value) + (differs ? " ≠" : "");
        if (differs) cell.className = "on";
        if (chosen && chosen[0] === i && chosen[1] === j) cell.style.outline = "2px solid currentColor";
      });
    });
    frame.append(drawn);
    return frame;
  }

  // what the two sides are called
  function names(example) {
    if (!example.true_side) return ["left side", "right side"];
    return example.true_side === "left" ? ["true value", "as printed"] : ["as printed", "true value"];
  }

  tools.data.forEach((example, number) => chooser.append(option(number, example.id)));
  chooser.value = Math.max(0, tools.data.findIndex((example) => example.id === "lemma-3.7/p2"));

  function choices(example) {
    entries.replaceChildren();
    example.left.forEach((row, i) => row.forEach((_, j) => entries.append(option(i + "," + j, "(" + (i + 1) + ", " + (j + 1) + ")"))));
    entries.value = example.entry.join(",");
  }

  return () => {
    const example = tools.data[Number(chooser.value)];
    if (shown !== example) choices(example);
    shown = example;
    const [i, j] = entries.value.split(",").map(Number);
    const [left, right] = names(example);
    tools.say("title", example.title);
    tools.say("statement", example.statement);
    tools.draw("where", example.where.map((text) => {
      const line = document.createElement("div"), code = document.createElement("code");
      code.textContent = text;
      line.append(code);
      return line;
    }));
    tools.say("sizes", Object.entries(example.sizes).map(([name, value]) => name + " = " + value).join(", ") || "fixed sizes");
    tools.draw("matrices", Object.entries(example.matrices).map(([name, rows]) => table(name, rows)));
    tools.draw("sides", [table(left, example.left, example.differ, [i, j]), table(right, example.right, example.differ, [i, j])]);
    tools.say("left-name", left);
    tools.say("right-name", right);
    tools.say("left", minus(example.left[i][j]));
    tools.say("right", minus(example.right[i][j]));
    tools.say("differ", !example.differ[i][j] ? "agree here" : example.exact ? "differ, exactly" : "differ for certain: the intervals do not overlap");
    const [item, name] = example.id.split("/"), link = tools.root.querySelector('[data-at="page"]');
    link.textContent = example.id;
    link.href = "../items/" + item + ".html#" + name + "-printed";
  };
});
