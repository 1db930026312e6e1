// The pages work without this; with it, rows are sifted while one types.
"use strict";

for (const box of document.querySelectorAll("input[data-rows]")) {
  const table = document.getElementById(box.dataset.rows);
  const count = document.getElementById("count");
  if (!table || !count) continue;
  const rows = Array.from(table.tBodies[0].rows, (row) => [row, row.textContent.toLowerCase()]);
  const sift = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    count.textContent = shown.toLocaleString("en");
  };
  box.addEventListener("input", sift);
  // The browser may have put back what was typed before.
  if (box.value) sift();
}
