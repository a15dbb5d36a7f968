// The npm client statuspage.io, unchanged, against our API. node statuspage-io.cjs HOME URL; prints what it was given
const [home, url] = process.argv.slice(2);
const { Statuspage } = require(home + '/node_modules/statuspage.io');

(async () => {
  const client = new Statuspage('lifeboat');
  client.setApiUrl(url);
  const { api } = client;
  console.log(JSON.stringify({
    summary: await api.getSummary(),
    status: await api.getStatus(),
    components: await api.getComponents(),
    incidents: await api.incidents.getAll(),
    unresolved: await api.incidents.getUnresolved(),
    maintenances: await api.scheduledMaintenances.getAll(),
    upcoming: await api.scheduledMaintenances.getUpcoming(),
    active: await api.scheduledMaintenances.getActive(),
  }));
})().catch((error) => {
  console.error(String(error));
  process.exit(1);
});
