// The panel beside the map: the region, or the municipality that is chosen.

function planPanel(data, state, open) {
  const panel = document.getElementById("panel");
  const all = data.lines;
  const sum = (rows) => rows.reduce((total, row) => total + row[6], 0);

  // A bar for what is delivered with a mark where the quota is.
  function bar(delivered, quota) {
    const end = Math.max(delivered, quota, 1);
    const part = drawing("rect", { x: 0, y: 3, width: (100 * delivered) / end, height: 6, class: "part" });
    const mark = drawing("rect", { x: Math.min(99, (100 * quota) / end - 0.5), y: 0, width: 1, height: 12, class: "mark" });
    return drawing("svg", { class: "bar-chart", viewBox: "0 0 100 12", preserveAspectRatio: "none", "aria-hidden": "true" },
      drawing("rect", { x: 0, y: 3, width: 100, height: 6, class: "whole" }), part, mark);
  }

  // Dwellings by programme and year; years after the one shown on the map are faint.
  function yearTable(rows, accounts) {
    const years = data.years.map((year, position) => node("th", { scope: "col", class: position > state.year ? "later" : null }, String(year)));
    const cells = (values, total) => [
      ...values.map((value, position) => node("td", { class: position > state.year ? "later" : null }, value ? number(value) : node("span", { class: "faint" }, "–"))),
      node("td", { class: "total" }, number(total)),
    ];
    const body = data.programmes.flatMap((programme, position) => {
      const ours = rows.filter((row) => row[0] === position);
      if (!ours.length) return [];
      const values = data.years.map((_, year) => sum(ours.filter((row) => row[1] === year)));
      const name = node("th", { scope: "row" }, node("span", { class: "which" }, programmeSign(programme, 5), named(programme.label)));
      return [node("tr", {}, name, cells(values, sum(ours)))];
    });
    if (!body.length) return node("p", { class: "faint" }, say("nothing_planned"));
    const totals = data.years.map((_, year) => sum(rows.filter((row) => row[1] === year)));
    const foot = [node("tr", {}, node("th", { scope: "row" }, say("total")), cells(totals, sum(rows)))];
    for (const account of accounts) {
      if (account.yearly.length) {
        // Programmes without a quota are in the total above, but do not count here.
        const counted = account.soFar.map((value, year) => value - (year ? account.soFar[year - 1] : 0));
        const counts = node("th", { scope: "row" }, say("counts"));
        if (account.delivered !== sum(rows)) foot.push(node("tr", {}, counts, cells(counted, account.delivered)));
        const name = data.groups.length > 1 ? say("quota_of", { group: apart(account.group) }) : say("quota");
        foot.push(node("tr", { class: "quota" }, node("th", { scope: "row" }, name), cells(account.yearly, account.quota)));
      }
    }
    return node("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("by_programme") },
      node("table", { class: "years" }, node("thead", {}, node("tr", {}, node("th", { scope: "col" }, say("programme")), years, node("th", { scope: "col" }, say("all")))),
        node("tbody", {}, body), node("tfoot", {}, foot)));
  }

  function withheld(rows) {
    if (!rows.length) return null;
    return node("section", {}, node("h3", {}, say("withheld_title")),
      node("ul", { class: "withheld" }, rows.map(([label, count]) => node("li", {}, say("withheld", { name: apart(label), count })))),
      node("p", { class: "faint" }, say("withheld_note")),
      data.inferable && node("p", {}, say("inferable")));
  }

  function accountBlock(account, alone) {
    const words = account.shortfall ? say("shortfall", { count: account.shortfall })
      : account.surplus ? say("surplus", { count: account.surplus }) : say("exact");
    const levy = account.levy > 0 ? say("pays", { amount: MONEY.format(account.levy) })
      : account.levy < 0 ? say("receives", { amount: MONEY.format(-account.levy) }) : say("no_levy");
    return node("section", { class: "account" },
      node("h3", {}, alone ? say("quota") : say("quota_of", { group: apart(account.group) })),
      node("p", { class: "large" }, say("delivered_of", { delivered: account.delivered, quota: account.quota })),
      bar(account.delivered, account.quota),
      node("p", { class: account.shortfall ? "short" : "enough" }, words),
      node("p", {}, levy));
  }

  function municipality(position) {
    const row = data.municipalities[position];
    const accounts = Object.entries(row.accounts).map(([group, account]) => ({ ...account, group: data.groups[group].name }));
    const missing = data.groups.filter((group) => !group.shown);
    const bounds = row.bounds.length ? node("ul", { class: "bounds" }, row.bounds.map((sentence) => node("li", {}, sentence)))
      : node("p", {}, say("no_bounds"));
    return [
      node("div", { class: "bar" },
        node("h2", { tabindex: "-1" }, named(row.name)),
        node("button", { type: "button", class: "close", "aria-label": say("back"), onclick: open.region }, "×")),
      accounts.map((account) => accountBlock(account, data.groups.length === 1)),
      missing.map((group) => node("p", { class: "faint" }, say("group_hidden", { group: apart(group.name) }))),
      node("section", {}, node("h3", {}, say("by_programme")), yearTable(all.filter((line) => line[2] === position), accounts)),
      node("section", {}, node("h3", {}, say("bounds_title")), bounds,
        data.audience !== "internal" && node("p", { class: "faint" }, say("bounds_edition"))),
    ];
  }

  function region() {
    const tables = data.groups.map((group, index) => {
      const title = data.groups.length > 1 ? say("quota_of", { group: apart(group.name) }) : say("quotas");
      if (!group.shown) return node("section", {}, node("h3", {}, title), node("p", { class: "faint" }, say("group_hidden", { group: apart(group.name) })));
      const rows = data.municipalities.map((row, position) => [position, row, row.accounts[index]]).filter((entry) => entry[2])
        .map(([position, row, account]) => {
          const balance = account.delivered - account.quota;
          const shown = balance > 0 ? `+${number(balance)}` : balance < 0 ? `−${number(-balance)}` : "0";
          return node("tr", {},
            node("th", { scope: "row" }, node("button", { type: "button", class: "link", onclick: () => open.municipality(position) }, named(row.name))),
            node("td", {}, number(account.quota)), node("td", {}, number(account.delivered)),
            node("td", { class: balance < 0 ? "short" : null }, shown));
        });
      return node("section", {}, node("h3", {}, title),
        node("div", { class: "scroll" }, node("table", {},
          node("thead", {}, node("tr", {}, ["municipality", "quota", "in_plan", "balance"].map((key) => node("th", { scope: "col" }, say(key))))),
          node("tbody", {}, rows))));
    });
    const others = tables.length ? [] : data.municipalities.map((row, position) => node("button", { type: "button", class: "link", onclick: () => open.municipality(position) }, named(row.name)));
    return [
      node("div", { class: "bar" }, node("h2", { tabindex: "-1" }, named(data.region)),
        node("button", { type: "button", class: "close sheet-only", "aria-label": say("close"), onclick: open.map }, "×")),
      node("p", { class: "large" }, say("dwellings", { count: sum(all) })),
      tables, others,
      node("section", {}, node("h3", {}, say("by_programme")), yearTable(all, [])),
      withheld(data.withheld),
      node("p", { class: "faint" }, say("choose")),
    ];
  }

  function redraw() {
    const top = panel.scrollTop;
    panel.replaceChildren(...(state.chosen == null ? region() : municipality(state.chosen)).flat().filter(Boolean));
    panel.scrollTop = top;
  }

  function focus() {
    panel.scrollTop = 0;
    panel.querySelector("h2").focus({ preventScroll: true });
  }

  return { redraw, focus };
}
