package org.theorder.lifeboat.notifier.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The names of this host, as {@code /etc/nsswitch.conf} says. A look-up waits in native code for as long as a name server
 * pleases, also one of somebody who subscribed; so each has a thread of its own, and holds no carrier of virtual threads.
 */
final class SystemNames implements NameService {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    @Override
    public List<InetAddress> lookUp(String host) throws UnknownHostException {
        FutureTask<List<InetAddress>> lookUp = new FutureTask<>(() -> List.of(InetAddress.getAllByName(host)));
        Thread.ofPlatform().daemon().name("look-up-" + host).start(lookUp);
        try {
            return lookUp.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unknown(String.valueOf(e.getMessage()), e);
        } catch (TimeoutException e) {
            throw unknown(host + ": no name server answers within " + LONGEST.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host + ": the look-up was broken off", e);
        }
    }

    private static UnknownHostException unknown(String why, Exception cause) {
        UnknownHostException unknown = new UnknownHostException(why);
        unknown.initCause(cause);
        return unknown;
    }
}
