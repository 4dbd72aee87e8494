/* Buttons that act tell a store of their page, which stays: Dash forgets the click of a button that
   is drawn anew in the same moment. The later clicks of a double click are none. */
document.addEventListener("click", function (event) {
  var button = event.target.closest && event.target.closest("[data-act]");
  if (!button || event.detail > 1) return;
  var told = { do: button.dataset.act, on: button.dataset.on, page: button.dataset.page };
  told.at = Date.now();
  window.dash_clientside.set_props(told.page + "-clicked", { data: told });
});
