// The system's Chromium, driven, that reaches nothing but this machine: require('./chromium.cjs')(HOME, CHROMIUM)
module.exports = (home, executablePath) => require(home + '/node_modules/playwright-core').chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'],
});
