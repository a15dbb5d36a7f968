// A script of another website reads the API in Chromium, as components for React do: with fetch, with and without a header
// that makes the browser ask first. node other-website.cjs HOME CHROMIUM URL; prints what it was given, by path
const [home, chromium, url] = process.argv.slice(2);
const launched = require('./chromium.cjs')(home, chromium);
const website = require('http').createServer((request, answer) => {
  answer.setHeader('Content-Type', 'text/html');
  answer.end('<!DOCTYPE html><title>Another website</title>');
});

(async () => {
  const browser = await launched;
  const tab = await browser.newPage();
  await new Promise((listening) => website.listen(0, '127.0.0.1', listening));
  await tab.goto(`http://127.0.0.1:${website.address().port}/`);
  const read = await tab.evaluate(async (base) => {
    const answers = {};
    for (const path of ['api/v2/summary.json', 'api/v2/status.json', 'strict/api/v2/summary.json']) {
      const plain = await (await fetch(base + path)).json();
      const asked = await (await fetch(base + path, { headers: { 'X-Requested-With': 'react' } })).json();
      answers[path] = { indicator: plain.status.indicator, afterAsking: asked.status.indicator,
        incidents: (plain.incidents || []).map((incident) => incident.name) };
    }
    return answers;
  }, url);
  await browser.close();
  website.close();
  console.log(JSON.stringify(read));
})().catch((error) => {
  console.error(String(error));
  process.exit(1);
});
