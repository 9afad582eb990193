// Uses a report as a person does, and writes what it saw into the page.
addEventListener("load", () => {
  const said = {};
  try {
    const texts = (selector) => [...document.querySelectorAll(selector)].map((line) => line.querySelector("span").textContent.trim());
    const line = (pane, text) => [...document.querySelectorAll(`#${pane} .line`)].find((line) => line.textContent.includes(text));
    const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    const count = (name) => document.querySelector(`#filter-${name} b`).textContent;
    said.counts = ["unread", "inferred", "conflict", "overlay"].map(count).join();
    line("page", "Required: Yes").click();
    said.on = texts(".line.on").join();
    said.api = texts("#api .line.lit").join();
    said.rust = texts("#rust .line.lit").filter((text) => text.startsWith("pub zone")).join();
    said.detail = document.querySelector("#detail").textContent.includes("operations.GetTime.input.zone.required");
    line("api", "time:").click();
    said.back = texts("#page .line.lit").join();
    line("rust", "pub zone").click();
    said.fromRust = texts("#page .line.lit").includes("Required: Yes");
    line("page", "Type: String or so").dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
    press("u");
    said.unread = texts("#page .line").join();
    press("u");
    press("o");
    said.overlay = texts("#api .line").join();
    press("Escape");
    const search = document.querySelector("#search");
    search.value = "unknownzone";
    search.dispatchEvent(new Event("input"));
    search.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    said.found = document.querySelector("#found").value.startsWith("1/");
    said.hit = texts(".line.on").join();
    press("Escape");
    line("page", "\"zone\": \"string\"").click();
    press("j");
    said.moved = texts(".line.on").join();
    press("t");
    said.theme = document.documentElement.dataset.theme;
    press("?");
    said.keys = document.querySelector("#keys").open;
    said.hostile = line("page", "<\/script><script>") !== undefined && document.querySelector("img") === null;
    // A script of the page's text would have changed it.
    said.title = document.title;
  } catch (error) {
    said.error = String(error);
  }
  document.body.dataset.said = JSON.stringify(said).replaceAll('"', "'");
});
