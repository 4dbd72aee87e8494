/* A server that does not answer is said, and a session that has ended leads to the login. */
(function () {
  var words = {
    "zh-CN": "与服务器的连接已断开。恢复后页面会继续；未保存的修改仍在本页。",
    en: "The server does not answer. The page goes on when it is back; unsaved changes are kept.",
  };
  function say(lost) {
    var banner = document.getElementById("connection");
    if (!lost) {
      if (banner) banner.remove();
      return;
    }
    if (banner || !document.body) return;
    banner = document.createElement("div");
    banner.id = "connection";
    banner.setAttribute("role", "alert");
    banner.textContent = words[document.documentElement.lang] || words.en;
    document.body.appendChild(banner);
  }
  var leaving = false;
  window.addEventListener("pagehide", function () {
    leaving = true;
  });
  var ask = window.fetch;
  window.fetch = function () {
    return ask.apply(this, arguments).then(
      function (answer) {
        say(false);
        if (answer.status === 401) window.location.reload();
        return answer;
      },
      function (fault) {
        if (!leaving && fault.name !== "AbortError") say(true);
        throw fault;
      },
    );
  };
})();
