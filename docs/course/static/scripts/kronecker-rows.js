// One entry of A X B^T: which rows of A and B it needs, which row of the Kronecker product they make.
COURSE.widget("kronecker-rows", (tools) => {
  const table = (name, rows, on) => {
    tools.draw(name, rows.map((row, i) => {
      const line = document.createElement("tr");
      line.append(...row.map((value, j) => {
        const cell = document.createElement("td");
        cell.textContent = tools.decimal(value);
        cell.classList.toggle("on", on(i, j));
        return cell;
      }));
      return line;
    }));
  };
  return () => {
    const A = tools.matrix("A"), B = tools.matrix("B"), X = tools.matrix("X");
    const [i, j] = tools.input("entry").value.split("-").map((place) => Number(place) - 1);
    const flat = X.flat(), places = [0, 1, 2, 3];
    const kron = places.map((row) => places.map((col) => A[row >> 1][col >> 1] * B[row & 1][col & 1]));
    const result = kron.map((row) => row.reduce((sum, value, n) => sum + value * flat[n], 0));
    const chosen = 2 * i + j;
    table("kron", kron, (row) => row === chosen);
    table("vec", flat.map((value) => [value]), () => false);
    table("result", [result.slice(0, 2), result.slice(2)], (row, col) => row === i && col === j);
    for (const [name, at] of [["A", i], ["B", j]]) {
      for (const k of [0, 1]) for (const l of [0, 1]) {
        tools.input(name + "-" + (k + 1) + "-" + (l + 1)).parentElement.classList.toggle("on", k === at);
      }
    }
    tools.say("value", tools.decimal(result[chosen]));
    tools.say("sum", kron[chosen].map((value, n) => tools.decimal(value) + " · " + tools.decimal(flat[n])).join(" + "));
  };
});
