// Shows the letters that hold every word of the search; without it all are shown.
"use strict";
const field = document.getElementById("q");
const told = document.getElementById("told");
const none = document.querySelector(".none");
const rows = Array.from(document.querySelectorAll("li"));
const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
const search = () => {
  const words = plain(field.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    row.hidden = !words.every((word) => row.dataset.find.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  const all = `${told.dataset.all} ${told.dataset.letters}`;
  told.textContent = words.length ? `${shown} ${told.dataset.of} ${all}` : all;
  none.hidden = shown > 0;
};
field.addEventListener("input", search);
search();
