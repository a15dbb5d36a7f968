// Optional: turns a copy grey that a cache kept for too long; STALE_AFTER is a number of seconds. Without it the style sheet does, counting from loading.
(function () {
  var root = document.documentElement;
  var built = Date.parse(root.dataset.built);
  function look() {
    if (Date.now() - built > STALE_AFTER * 1000) root.classList.add("is-old");
  }
  look();
  setInterval(look, 5000);
})();
