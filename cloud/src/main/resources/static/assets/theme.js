// Runs before the first paint, so that a chosen theme does not flash. Choices: auto, light, dark.
(() => {
  const chosen = localStorage.getItem('fieldway.theme');
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
})();
