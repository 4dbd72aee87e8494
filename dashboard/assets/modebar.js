/* A mode bar is one stop of the Tab key, within it the arrow keys lead from button to button. */
(function () {
  function buttons(bar) {
    return Array.from(bar.querySelectorAll("button"));
  }
  function stopAt(bar, button) {
    buttons(bar).forEach(function (one) {
      one.tabIndex = one === button ? 0 : -1;
    });
  }
  /* plotly makes its bars anew as it likes, so they are looked after. */
  window.setInterval(function () {
    document.querySelectorAll(".modebar").forEach(function (bar) {
      if (bar.querySelectorAll('button:not([tabindex="-1"])').length > 1) {
        stopAt(bar, bar.querySelector("button"));
      }
    });
  }, 500);
  document.addEventListener("keydown", function (event) {
    var step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    var bar = step && event.target.closest && event.target.closest(".modebar");
    if (!bar) return;
    var all = buttons(bar);
    var next = all[(all.indexOf(event.target) + step + all.length) % all.length];
    stopAt(bar, next);
    next.focus();
    event.preventDefault();
  });
})();
