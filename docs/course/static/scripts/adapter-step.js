// W = B A against a target T: the gradient in W, and by one product each those in B and A.
COURSE.widget("adapter-step", (tools) => {
  const RATE = 0.02;
  const times = (x, y) => x.map((row) => y[0].map((_, j) => row.reduce((sum, value, k) => sum + value * y[k][j], 0)));
  const turned = (x) => x[0].map((_, j) => x.map((row) => row[j]));
  const table = (name, rows) => {
    tools.draw(name, rows.map((row) => {
      const line = document.createElement("tr");
      line.append(...row.map((value) => {
        const cell = document.createElement("td");
        cell.textContent = tools.decimal(value);
        return cell;
      }));
      return line;
    }));
  };
  const state = () => {
    const B = tools.matrix("B"), A = tools.matrix("A"), T = tools.matrix("T"), W = times(B, A);
    const G = W.map((row, i) => row.map((value, j) => value - T[i][j]));
    return { B, A, W, G, gradB: times(G, turned(A)), gradA: times(turned(B), G) };
  };
  const update = () => {
    const now = state();
    for (const name of ["W", "G", "gradB", "gradA"]) table(name, now[name]);
    tools.say("loss", tools.decimal(now.G.flat().reduce((sum, value) => sum + (value * value) / 2, 0)));
  };
  const form = tools.root.querySelector("form");
  tools.input("step").addEventListener("click", () => {
    const now = state();
    now.B.forEach((row, i) => (tools.input("B-" + (i + 1) + "-1").value = String(+(row[0] - RATE * now.gradB[i][0]).toFixed(6))));
    now.A[0].forEach((value, j) => (tools.input("A-1-" + (j + 1)).value = String(+(value - RATE * now.gradA[0][j]).toFixed(6))));
    update();
  });
  form.addEventListener("reset", () => setTimeout(update, 0));
  return update;
});
