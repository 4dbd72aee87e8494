function show(lang) {
  document.documentElement.dataset.lang = lang;
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.querySelectorAll(".switch button").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
  });
  for (const [name, drawn] of Object.entries(FIGURES)) {
    Plotly.react(name, drawn[lang].data, drawn[lang].layout, CONFIG);
  }
  if (location.hash !== "#" + lang) history.replaceState(null, "", "#" + lang);
}
document.querySelectorAll(".switch button").forEach((button) => {
  button.addEventListener("click", () => show(button.dataset.lang));
});
const chinese = (navigator.language || "zh").toLowerCase().startsWith("zh");
const asked = location.hash.slice(1);
show(asked === "en" || asked === "zh" ? asked : chinese ? "zh" : "en");
