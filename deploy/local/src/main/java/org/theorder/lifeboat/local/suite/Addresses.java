package org.theorder.lifeboat.local.suite;

import java.util.List;

/** Where people find what, with how to sign in. */
public record Addresses(Home home, SuiteState state) {
    public String statusPage() {
        return "http://127.0.0.1:" + state.port(PortName.STATUS_PAGE) + "/";
    }

    public String of(Service service) {
        return "http://127.0.0.1:" + state.port(service.port());
    }

    /** One line per address, ready to be shown. */
    public List<String> lines() {
        return List.of(
                "  status page   " + statusPage(),
                "  overview      " + of(Service.MONITOR) + "/overview   (sign in with the token in "
                        + home.token("viewer") + ")",
                "  REST API      " + of(Service.BACKUP) + "/q/openapi   and the same of restore "
                        + of(Service.RESTORE) + ", monitor " + of(Service.MONITOR) + ", notifier "
                        + of(Service.NOTIFIER),
                "                curl -H \"Authorization: Bearer $(cat '" + home.token("operator") + "')\" "
                        + of(Service.BACKUP) + "/clusters",
                "  mail          " + home.mail());
    }
}
