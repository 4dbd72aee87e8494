/* What only the browser can do: the document's language and scheme, the folding navigation,
   and numbers in the grid. No inline script anywhere, so that the content policy stays strict. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.greenpark = {
  apply: function (settings) {
    if (settings) {
      document.documentElement.lang = settings.lang;
      document.title = settings.title;
      document.body.dataset.agThemeMode = settings.scheme;
      var burger = document.getElementById("burger");
      if (burger) burger.setAttribute("aria-label", settings.menu);
    }
    return window.dash_clientside.no_update;
  },
  unfold: function (opened, navbar) {
    return Object.assign({}, navbar, { collapsed: { mobile: !opened } });
  },
  /* A figure as a picture, made here; on the colour of its page, so that its words are seen. */
  picture: function (png, svg) {
    var asked = window.dash_clientside.callback_context.triggered_id;
    if (!asked || !(png || svg)) return window.dash_clientside.no_update;
    var kind = asked.figure ? "figure" : "zoom";
    var place = document.getElementById(JSON.stringify({ [kind]: asked[kind] }));
    var drawn = place && place.querySelector(".js-plotly-plot");
    if (!drawn) return window.dash_clientside.no_update;
    var page = getComputedStyle(document.documentElement).getPropertyValue("--surface").trim();
    var layout = Object.assign({}, drawn.layout, { paper_bgcolor: page });
    var name = "greenpark-" + asked[kind].replace(/\./g, "-");
    var size = { width: drawn.clientWidth, height: drawn.clientHeight };
    return window.Plotly.downloadImage(
      { data: drawn.data, layout: layout, config: { locale: drawn._context.locale } },
      Object.assign({ format: asked.save, scale: 2, filename: name }, size),
    ).then(function () {
      return name + "." + asked.save;
    });
  },
};

/* A menu closes when something is chosen, at a click elsewhere, and at Escape. */
function closeMenus(kept) {
  document.querySelectorAll("details.menu[open]").forEach(function (menu) {
    if (menu !== kept) menu.removeAttribute("open");
  });
}
document.addEventListener("click", function (event) {
  var within = event.target.closest && event.target.closest("details.menu");
  closeMenus(within && !event.target.closest(".menu-items") ? within : null);
});
document.addEventListener("keydown", function (event) {
  var menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (!menu) return;
  closeMenus(null);
  menu.querySelector("summary").focus();
});

var dagfuncs = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});

/* As sim.kpi.words.number in Python: four or so digits. */
dagfuncs.number = function (value, signed) {
  if (value === null || value === undefined || !isFinite(value)) return "–";
  var size = Math.abs(value);
  var digits = size >= 1000 || size === Math.round(size) ? 0 : size >= 100 ? 1 : 2;
  if (size > 0 && size < 0.1) digits = 3;
  var text = value.toLocaleString(document.documentElement.lang, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: signed ? "exceptZero" : "negative",
  });
  return text.replace("-", "\u2212");
};

/* As sim.kpi.words.change: what is more than four times as much is told as a multiple. */
dagfuncs.percent = function (value) {
  if (value === null || value === undefined || !isFinite(value)) return "–";
  if (value > 3) return "×" + (value + 1).toFixed(value >= 9 ? 0 : 1);
  var digits = Math.abs(value) < 0.1 ? 1 : 0;
  return value
    .toLocaleString(document.documentElement.lang, {
      style: "percent",
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: "exceptZero",
    })
    .replace("-", "\u2212");
};

/* A sheet of paper is narrower than most windows: figures are drawn anew for it, then back. */
(function () {
  var sheet = 1000;
  var each = function (act) {
    document.querySelectorAll(".js-plotly-plot").forEach(function (drawn) {
      if (window.Plotly && drawn.data) act(drawn);
    });
  };
  window.addEventListener("beforeprint", function () {
    each(function (drawn) {
      var share = drawn.closest(".half") ? 0.48 : 1;
      window.Plotly.relayout(drawn, { width: Math.min(drawn.clientWidth, sheet * share) });
    });
  });
  window.addEventListener("afterprint", function () {
    each(function (drawn) {
      window.Plotly.relayout(drawn, { width: null, autosize: true });
    });
  });
})();
