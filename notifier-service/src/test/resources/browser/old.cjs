// What a reader sees of a copy that gets old while it is open. node old.cjs HOME CHROMIUM TIME URL; it is TIME in the browser,
// and then ten minutes later. Prints {young, old}: title and icon of the tab; {screen, print}: without a script, what is
// shown of what says that the copy is out of date, and of what it said before.
const [home, chromium, time, url] = process.argv.slice(2);
const launched = require('./chromium.cjs')(home, chromium);

const ofTheTab = () => ({ title: document.title, icon: document.querySelector('[rel=icon]').href });
// the style sheet counts by animations; they are brought to their end
const ended = () => document.getAnimations().forEach((animation) => animation.finish());
const shown = () => ['.old', '.now'].map((which) => [...document.querySelectorAll(`.band ${which}`)]
  .filter((e) => getComputedStyle(e).visibility === 'visible').map((e) => e.textContent).join(' ').trim());

(async () => {
  const browser = await launched;
  const tab = await (await browser.newContext()).newPage();
  await tab.clock.install({ time: Date.parse(time) });
  await tab.goto(url);
  const young = await tab.evaluate(ofTheTab);
  await tab.clock.runFor(600_000);
  const old = await tab.evaluate(ofTheTab);

  const bare = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await bare.goto(url);
  await bare.evaluate(ended);
  const screen = await bare.evaluate(shown);
  await bare.emulateMedia({ media: 'print' });
  const print = await bare.evaluate(shown);
  await browser.close();
  console.log(JSON.stringify({ young, old, screen, print }));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
