/* Theme switch without a page load, and closing of menus. Without this script the
   switch posts its form and menus stay open until their summary is pressed again. */
(function () {
  "use strict";

  var root = document.documentElement;
  var YEAR = 31536000;

  function openMenus() {
    return document.querySelectorAll("details.sp-menu[open]");
  }

  document.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-theme-switch]")) { return; }
    event.preventDefault();
    var theme = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    var secure = location.protocol === "https:" ? "; Secure" : "";
    root.setAttribute("data-bs-theme", theme);
    document.cookie = "tema=" + theme + "; Path=/; Max-Age=" + YEAR + "; SameSite=Lax" + secure;
  });

  document.addEventListener("click", function (event) {
    openMenus().forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    openMenus().forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
})();
