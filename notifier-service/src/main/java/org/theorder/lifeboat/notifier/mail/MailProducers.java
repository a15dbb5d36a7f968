package org.theorder.lifeboat.notifier.mail;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes beans of what needs no framework; at start, so that a wrong setting is told before anything runs. */
@Singleton
final class MailProducers {
    @Produces
    @Singleton
    @Startup
    MailServer server(MailSettings settings) {
        return MailServer.of(settings);
    }

    @Produces
    @Singleton
    SmtpClient client(MailServer server) {
        return new SmtpClient(server);
    }
}
