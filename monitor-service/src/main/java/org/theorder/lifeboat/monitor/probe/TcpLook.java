package org.theorder.lifeboat.monitor.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import org.theorder.lifeboat.monitor.rule.Reading;

/** Good if the port accepts a connection. */
record TcpLook(String host, int port, Duration timeout, Outage outage) implements Look {
    @Override
    public Reading read() {
        long start = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
            return Outage.answered(start, "connected");
        } catch (UnknownHostException e) {
            return outage.because("the host name " + host + " cannot be resolved");
        } catch (IOException e) {
            return outage.because("no connection to " + outage.where() + ": " + e.getMessage());
        }
    }

    @Override
    public Reading late(Duration limit) {
        return outage.late(limit);
    }
}
