package org.theorder.lifeboat.restore.postgres;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** The start of a verified directory with its own configuration, for its users. */
public final class PublicStart {
    /** Where the server logs before its own configuration of logging applies, inside its data directory. */
    private static final String LOG_FILE = "lifeboat-server.log";

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(10);

    private PublicStart() {}

    /** @throws LifeboatException REQUEST_INVALID if there is no such TCP port */
    public static void checkPort(int port) {
        if (port < 1 || port > 65_535) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, "there is no port " + port + ": 1 to 65535");
        }
    }

    /** Whether nothing listens on this port, on any address. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress((InetAddress) null, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Starts the server detached from this process, so that it lives on without us, and sees that it answers.
     *
     * @param settings further settings for the command line
     * @return the running server
     * @throws LifeboatException RECOVERY_FAILED if it does not start or does not answer
     */
    public static Postmaster start(
            Installation installation, Path dataDirectory, int port, Map<String, String> settings, Duration limit) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("data_directory", dataDirectory.toString());
        all.put("port", String.valueOf(port));
        String options = all.entrySet().stream()
                .map(setting -> "-c " + quoted(setting.getKey() + "=" + setting.getValue()))
                .collect(Collectors.joining(" "));
        Path log = dataDirectory.resolve(LOG_FILE);
        Installation.Ended ended = installation.control(
                List.of(
                        "start",
                        "-D",
                        dataDirectory.toString(),
                        "-l",
                        log.toString(),
                        "-o",
                        options,
                        "-w",
                        "-t",
                        String.valueOf(limit.toSeconds()),
                        "-s"),
                limit.plusSeconds(10));
        if (ended.exitCode() != 0) {
            throw new LifeboatException(
                    ErrorCode.RECOVERY_FAILED,
                    "the restored and verified server did not start on port " + port + ": "
                            + reason(log, ended.output()));
        }
        return answering(dataDirectory, port);
    }

    private static String reason(Path log, String output) {
        try {
            RecoveryLog messages = new RecoveryLog();
            new LogFile(log).read(messages::accept);
            return messages.reason();
        } catch (LifeboatException e) {
            return output.strip();
        }
    }

    /** pg_ctl passes its options through a shell. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /**
     * The server of this directory, if it answers a client on its port.
     *
     * @throws LifeboatException RECOVERY_FAILED if it does not
     */
    public static Postmaster answering(Path dataDirectory, int port) {
        Postmaster server = Postmaster.of(dataDirectory)
                .filter(Postmaster::ready)
                .filter(running -> running.port() == port)
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.RECOVERY_FAILED, "no server is ready in " + dataDirectory + " on port " + port));
        String host = server.listenAddress().isEmpty() || server.listenAddress().equals("*")
                ? "127.0.0.1"
                : server.listenAddress();
        try {
            if (!answers(host, port)) {
                throw new LifeboatException(
                        ErrorCode.RECOVERY_FAILED,
                        "the restored server on port " + port + " does not take connections yet");
            }
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.RECOVERY_FAILED,
                    "the restored server runs and does not answer on " + host + ":" + port + ": " + e.getMessage()
                            + "; look at listen_addresses in its postgresql.conf",
                    e);
        }
        return server;
    }

    /**
     * Says hello as a client does and looks at the first answer: a demand for a login means that it takes connections, and so
     * does every refusal but 57P03 (PostgreSQL documentation, "Message Formats"; the same as {@code pg_isready}).
     */
    private static boolean answers(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) PROBE_LIMIT.toMillis());
            socket.setSoTimeout((int) PROBE_LIMIT.toMillis());
            byte[] parameters = "user\0postgres\0database\0postgres\0\0".getBytes(StandardCharsets.US_ASCII);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(8 + parameters.length);
            out.writeInt(3 << 16);
            out.write(parameters);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte type = in.readByte();
            if (type == 'R') {
                return true;
            }
            int length = in.readInt() - 4;
            if (type != 'E' || length < 0 || length > 65_536) {
                throw new IOException("what answers there is not PostgreSQL");
            }
            byte[] error = in.readNBytes(length);
            if (error.length < length) {
                throw new EOFException("the answer was cut off");
            }
            return !new String(error, StandardCharsets.UTF_8).contains("C57P03\0");
        }
    }
}
