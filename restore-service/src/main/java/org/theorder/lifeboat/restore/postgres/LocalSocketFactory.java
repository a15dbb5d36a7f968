package org.theorder.lifeboat.restore.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.SocketFactory;

/**
 * Lets pgjdbc speak over a Unix domain socket; named by its {@code socketFactory} property, with the path of the socket as
 * {@code socketFactoryArg}. Host and port of the address are not used.
 */
public final class LocalSocketFactory extends SocketFactory {
    private final Path socket;

    /** @param path of the socket, at most 107 bytes on Linux */
    public LocalSocketFactory(String path) {
        this.socket = Path.of(path);
    }

    @Override
    public Socket createSocket() throws IOException {
        return new LocalSocket(socket);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket();
    }
}
