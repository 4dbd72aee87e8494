/* Buttons that act tell a store of their page, which stays: Dash forgets the click of a button that
   is drawn anew in the same moment. A second click at the same spot is part of a double click,
   whatever has come under the pointer meanwhile. Who clicks by the keyboard goes on from what is
   said about it, where the button went away. */
(function () {
  var DOUBLE_MS = 1000;
  var DOUBLE_PX = 5;
  var FOLLOW_MS = 5000;
  var last = { at: 0, x: 0, y: 0 };

  function isDouble(event) {
    var near = Math.hypot(event.clientX - last.x, event.clientY - last.y) < DOUBLE_PX;
    return event.detail > 1 || (event.detail && near && Date.now() - last.at < DOUBLE_MS);
  }

  function follow(page, since) {
    if (Date.now() - since > FOLLOW_MS || last.at !== since) return;
    var said = document.querySelector("#" + page + "-said button");
    if (said && document.activeElement === document.body) said.focus();
    window.setTimeout(follow, 100, page, since);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-act]");
    if (!button || isDouble(event)) return;
    last = { at: Date.now(), x: event.clientX, y: event.clientY };
    var told = { do: button.dataset.act, on: button.dataset.on, page: button.dataset.page };
    told.at = last.at;
    window.dash_clientside.set_props(told.page + "-clicked", { data: told });
    if (!event.detail) follow(told.page, told.at);
  });
})();
