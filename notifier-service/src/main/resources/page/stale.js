// Optional: turns a copy grey that a cache kept for too long, its icon and title too, which are all that is seen of a tab in
// the background; STALE_AFTER is a number of seconds. Without it the style sheet does, counting from loading.
(function () {
  var root = document.documentElement;
  var built = Date.parse(root.dataset.built);
  var timer = setInterval(look, 5000);
  function look() {
    if (Date.now() - built > STALE_AFTER * 1000) {
      clearInterval(timer);
      root.classList.add("is-old");
      document.title = "Out of date: " + document.title;
      var icon = document.querySelector("[rel=icon]");
      icon.href = icon.href.replace(/%23\w+/, "%236e7781");
    }
  }
  look();
})();
